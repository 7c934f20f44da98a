using System.Collections.Concurrent;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>The hubs of all pools that are or have been watched; a hub starts with its first watcher.</summary>
internal sealed class WatchHubs(LeaseDirectory directory, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<PoolName, Lazy<WatchHub>> hubs = [];
    private readonly CancellationTokenSource stopping = new();

    public WatchHub Of(PoolSpec pool) => hubs
        .GetOrAdd(pool.Name, _ => new Lazy<WatchHub>(() => new WatchHub(directory, pool, WatchLimits.Default, time, stopping.Token)))
        .Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(hubs.Values.Select(hub => hub.Value.Running));
        stopping.Dispose();
    }
}
