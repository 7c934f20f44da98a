using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;

namespace ActorNet.Coordinator.Directory;

/// <summary>What the directory shows of a pool.</summary>
/// <param name="Spec">Its settings.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Revision">The position of its last change; leases are not changes of the pool.</param>
internal sealed record DirectoryPool(PoolSpec Spec, DateTimeOffset CreatedAt, long Revision)
{
    /// <summary>Its leases, the quarantined ones too.</summary>
    public LeaseTable Leases { get; private init; } = LeaseTable.Empty;

    /// <summary>How full it is.</summary>
    public PoolTally Tally { get; private init; }

    /// <summary>Takes a lease in, in place of the one that its node had.</summary>
    public DirectoryPool With(DirectoryLease lease)
    {
        var tally = Leases.TryGet(lease.Node, out var before) ? Tally.Remove(before, Spec) : Tally;
        return this with { Leases = Leases.Set(lease), Tally = tally.Add(lease, Spec) };
    }

    /// <summary>Forgets a node's lease.</summary>
    public DirectoryPool Without(NodeId node) => Leases.TryGet(node, out var before)
        ? this with { Leases = Leases.Remove(node), Tally = Tally.Remove(before, Spec) }
        : this;
}
