using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Pools;

/// <summary>Finds pools for calls about leases, which seldom have to wait.</summary>
internal sealed class PoolLookup(LeaseDirectory directory, DirectoryBarrier barrier)
{
    /// <summary>The pool; null when there is none, also after a pool that was just made had time to show up.</summary>
    public async ValueTask<DirectoryPool?> FindAsync(PoolName name, CancellationToken cancellation) =>
        directory.Current.State.Pools.GetValueOrDefault(name)
            ?? (await barrier.WaitAsync(cancellation)).State.Pools.GetValueOrDefault(name);
}
