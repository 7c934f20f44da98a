using System.Collections.Concurrent;

namespace ActorNet.Benchmarks.Clients;

/// <summary>Nodes that come, get their leases, and go again.</summary>
/// <param name="connections">To the replicas.</param>
/// <param name="name">What the nodes' names begin with.</param>
internal sealed class Holders(Connections connections, string name)
{
    private const int MassInFlight = 256;

    private readonly ConcurrentQueue<(Node Node, long Epoch)> held = new();
    private int last;

    /// <summary>Those that have a lease.</summary>
    public IReadOnlyList<(Node Node, long Epoch)> Held => [.. held];

    /// <summary>A new node acquires a lease.</summary>
    public async Task AcquireAsync(int caller)
    {
        var node = new Node($"{name}-{Interlocked.Increment(ref last)}");
        var response = await connections[caller].AcquireLeaseAsync(node.Acquire());
        held.Enqueue((node, response.Lease.Epoch));
    }

    /// <summary>Many new nodes acquire theirs.</summary>
    public async Task FillAsync(int count)
    {
        var left = count;
        await InParallelAsync(async caller =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await AcquireAsync(caller);
            }
        });
    }

    /// <summary>All release what they have.</summary>
    public Task ReleaseAllAsync() => InParallelAsync(async caller =>
    {
        while (held.TryDequeue(out var lease))
        {
            await connections[caller].ReleaseLeaseAsync(lease.Node.Release(lease.Epoch));
        }
    });

    /// <summary>All go without a word.</summary>
    public Task ForgetAsync()
    {
        held.Clear();
        return Task.CompletedTask;
    }

    private static Task InParallelAsync(Func<int, Task> work) =>
        Task.WhenAll(Enumerable.Range(0, MassInFlight).Select(caller => Task.Run(() => work(caller))));
}
