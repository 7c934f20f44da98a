using ActorNet.Chaos.Lab;
using ActorNet.Histories.Recording;
using Grpc.Core;

namespace ActorNet.Chaos.Load;

/// <summary>A load of simulated nodes: residents, which keep their leases, and visitors, which take some and give them back.</summary>
internal sealed class SimulatedNodes : IAsyncDisposable
{
    private const int HeldByVisitors = 3;
    private static readonly TimeSpan ResidentPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan VisitorPause = TimeSpan.FromMilliseconds(100);

    private readonly History history;
    private readonly IReadOnlyList<CallInvoker> coordinators;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource givingUp = new();
    private readonly List<SimulatedNode> residents = [];
    private readonly List<Task> loops = [];

    /// <summary>Starts it.</summary>
    /// <param name="history">Where all is written down.</param>
    /// <param name="coordinators">All of them.</param>
    /// <param name="residents">How many stay.</param>
    /// <param name="visitors">How many come and go.</param>
    public SimulatedNodes(History history, IReadOnlyList<CallInvoker> coordinators, int residents, int visitors)
    {
        (this.history, this.coordinators) = (history, coordinators);
        for (var number = 0; number < residents; number++)
        {
            AddResident($"resident-{number}", Pools.Default);
        }

        for (var number = 0; number < visitors; number++)
        {
            var own = number;
            loops.Add(Task.Run(() => VisitAsync(own)));
        }
    }

    /// <summary>Those that stay.</summary>
    public IReadOnlyList<SimulatedNode> Residents => residents;

    /// <summary>One more that stays.</summary>
    public SimulatedNode AddResident(string name, string pool)
    {
        var node = new SimulatedNode(name, pool, NewOperations(residents.Count), history);
        residents.Add(node);
        loops.Add(Task.Run(() => StayAsync(node)));
        return node;
    }

    /// <summary>Lets everybody finish what they are at, with coordinators that answer; then they ask nothing more.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        givingUp.CancelAfter(TimeSpan.FromSeconds(30));
        await Task.WhenAll(loops);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await givingUp.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
        givingUp.Dispose();
    }

    private async Task StayAsync(SimulatedNode node)
    {
        while (!stopping.IsCancellationRequested)
        {
            await node.KeepAsync();
            await PauseAsync(ResidentPause);
        }
    }

    private async Task VisitAsync(int number)
    {
        var operations = NewOperations(number);
        var present = new Queue<SimulatedNode>();
        for (var visit = 0; !stopping.IsCancellationRequested; visit++)
        {
            var visitor = new SimulatedNode($"visitor-{number}-{visit}", Pools.Default, operations, history);
            present.Enqueue(visitor);
            await visitor.KeepAsync();
            if (present.Count > HeldByVisitors)
            {
                await present.Dequeue().ReleaseAsync();
            }

            await PauseAsync(VisitorPause);
        }

        foreach (var visitor in present)
        {
            await visitor.ReleaseAsync();
        }
    }

    private LeaseOperations NewOperations(int first) => new(history, coordinators, first, givingUp.Token);

    private async Task PauseAsync(TimeSpan pause) => await Task.Delay(pause, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
