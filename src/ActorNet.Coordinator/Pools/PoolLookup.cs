using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Pools;

/// <summary>Finds pools for calls about leases, which seldom have to wait.</summary>
internal sealed class PoolLookup(LeaseDirectory directory, PresentReader reader)
{
    /// <summary>
    /// The pool that a node gets its lease from which names none: the one that its labels select, by what the store says; else the default one.
    /// </summary>
    public async ValueTask<(PoolName Name, DirectoryPool? Pool)> FindAsync(IReadOnlyDictionary<string, string> labels, CancellationToken cancellation)
    {
        if (labels.Count == 0)
        {
            return (PoolName.Default, await FindAsync(PoolName.Default, cancellation));
        }

        // A pool that this replica does not know of yet must not lead the node astray: it would have two leases.
        var pools = (await reader.ReadPoolsAsync(ReadPatience.Until(cancellation))).State.Pools;
        var name = PoolSelection.Find(pools.Values.Select(pool => pool.Spec), labels)?.Name ?? PoolName.Default;
        return (name, pools.GetValueOrDefault(name));
    }

    /// <summary>The pool; null when there is none, by what the store says where this replica knows of none.</summary>
    public async ValueTask<DirectoryPool?> FindAsync(PoolName name, CancellationToken cancellation) =>
        directory.Current.State.Pools.GetValueOrDefault(name) ?? await FindPresentAsync(name, cancellation);

    /// <summary>The pool by what the store says; null when there is none.</summary>
    public async Task<DirectoryPool?> FindPresentAsync(PoolName name, CancellationToken cancellation) =>
        (await reader.ReadPoolsAsync(ReadPatience.Until(cancellation))).State.Pools.GetValueOrDefault(name);
}
