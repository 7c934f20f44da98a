using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Pools;

/// <summary>Finds pools for calls about leases, which seldom have to wait.</summary>
internal sealed class PoolLookup(LeaseDirectory directory, PresentReader reader)
{
    /// <summary>The pool; null when there is none, by what the store says where this replica knows of none.</summary>
    public async ValueTask<DirectoryPool?> FindAsync(PoolName name, CancellationToken cancellation) =>
        directory.Current.State.Pools.GetValueOrDefault(name)
            ?? (await reader.ReadPoolsAsync(ReadPatience.Until(cancellation))).State.Pools.GetValueOrDefault(name);
}
