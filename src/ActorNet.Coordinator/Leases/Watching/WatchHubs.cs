using System.Collections.Concurrent;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>The hubs of all pools that are or have been watched; a hub starts with its first watcher.</summary>
internal sealed class WatchHubs(LeaseDirectory directory, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(PoolName Name, long Generation), Lazy<WatchHub>> hubs = [];
    private readonly CancellationTokenSource stopping = new();

    public WatchHub Of(PoolSpec pool) => hubs
        .GetOrAdd((pool.Name, pool.Generation), key => new Lazy<WatchHub>(() => Start(key, pool)))
        .Value;

    private WatchHub Start((PoolName Name, long Generation) key, PoolSpec pool)
    {
        var hub = new WatchHub(directory, pool, WatchLimits.Default, time, stopping.Token);
        _ = ForgetAsync(key, hub);
        return hub;
    }

    /// <summary>A pool that is gone takes its hub with it.</summary>
    private async Task ForgetAsync((PoolName Name, long Generation) key, WatchHub hub)
    {
        await hub.Running;
        if (!stopping.IsCancellationRequested)
        {
            hubs.TryRemove(key, out _);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(hubs.Values.Select(hub => hub.Value.Running));
        stopping.Dispose();
    }
}
