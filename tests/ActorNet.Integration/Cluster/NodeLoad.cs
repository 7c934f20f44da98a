using ActorNet.Client;
using ActorNet.Histories.Recording;
using ActorNet.Testing;

namespace ActorNet.Integration.Cluster;

/// <summary>Nodes that keep their leases and renew them, and nodes that come and go.</summary>
internal sealed class NodeLoad : IAsyncDisposable
{
    private const int HeldByVisitors = 4;
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly History history;
    private readonly CancellationTokenSource stopping = new();
    private readonly LoadingNode[] residents;
    private readonly Task[] loops;

    /// <summary>Starts it.</summary>
    /// <param name="history">Where all is written down.</param>
    /// <param name="residents">How many nodes stay.</param>
    /// <param name="visitors">How many come and go at a time.</param>
    /// <param name="clients">Whose clients they are, in turn.</param>
    public NodeLoad(History history, int residents, int visitors, IReadOnlyList<CoordinatorClient> clients)
    {
        this.history = history;
        this.residents = [.. Enumerable.Range(0, residents).Select(number => new LoadingNode($"resident-{number}", CallsOf(number), history))];
        loops =
        [
            .. this.residents.Select(node => Task.Run(() => StayAsync(node))),
            .. Enumerable.Range(residents, visitors).Select(number => Task.Run(() => ComeAndGoAsync(number, CallsOf(number)))),
        ];

        RecordedCalls CallsOf(int number) => new(history, clients[number % clients.Count]);
    }

    /// <summary>Waits until every resident has been answered a request that it sent after this.</summary>
    public Task AllServedAsync(Func<string> evidence)
    {
        var nowNs = history.NowNs;
        return Eventually.HoldsAsync(
            "every node served",
            () => Task.FromResult(loops.Any(loop => loop.IsCompleted) || residents.All(node => node.ServedAtNs > nowNs)),
            Patience,
            evidence);
    }

    /// <summary>Lets every node finish what it is at.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(loops).WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(loops).WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task StayAsync(LoadingNode node)
    {
        for (var isHeld = await node.AcquireAsync(); isHeld && !stopping.IsCancellationRequested; isHeld = await node.RenewAsync())
        {
            await Task.Delay(RenewEvery, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ComeAndGoAsync(int number, RecordedCalls calls)
    {
        var present = new Queue<LoadingNode>();
        for (var visit = 0; !stopping.IsCancellationRequested; visit++)
        {
            var node = new LoadingNode($"visitor-{number}-{visit}", calls, history);
            if (await node.AcquireAsync())
            {
                present.Enqueue(node);
            }

            if (present.Count > HeldByVisitors)
            {
                await present.Dequeue().ReleaseAsync();
            }

            if (present.TryPeek(out var oldest))
            {
                await oldest.RenewAsync();
            }
        }
    }
}
