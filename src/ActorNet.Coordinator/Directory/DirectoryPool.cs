using System.Collections.Immutable;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory.Ledger;

namespace ActorNet.Coordinator.Directory;

/// <summary>What the directory shows of a pool.</summary>
/// <param name="Spec">Its settings.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Revision">The position of its last change; leases are not changes of the pool.</param>
internal sealed record DirectoryPool(PoolSpec Spec, DateTimeOffset CreatedAt, long Revision)
{
    /// <summary>Its leases, the quarantined ones too.</summary>
    public LeaseTable Leases { get; init; } = LeaseTable.Empty;

    /// <summary>How full it is.</summary>
    public PoolTally Tally { get; private init; }

    /// <summary>How full it was.</summary>
    public GrowthLog Growth { get; private init; } = GrowthLog.Empty;

    /// <summary>Since when its quarantined leases are.</summary>
    public QuarantineTimes Quarantine { get; private init; } = QuarantineTimes.Empty;

    /// <summary>What the journals say of its blocks, for the audit.</summary>
    public PoolLedger Ledger { get; init; } = PoolLedger.New;

    private ImmutableSortedDictionary<int, DirectoryShard> Shards { get; init; } = ImmutableSortedDictionary<int, DirectoryShard>.Empty;

    /// <summary>One of its shards.</summary>
    public DirectoryShard Shard(int index) => Shards.GetValueOrDefault(index, DirectoryShard.New);

    /// <summary>Takes a lease in, in place of the one that its node had.</summary>
    public DirectoryPool With(DirectoryLease lease)
    {
        Leases.TryGet(lease.Node, out var before);
        var tally = before is null ? Tally : Tally.Remove(before, Spec);
        return this with
        {
            Leases = Leases.Set(lease),
            Tally = tally.Add(lease, Spec),
            Growth = Growth.Note(lease.ChangedAt, Tally),
            Quarantine = Quarantine.Replace(before, lease),
            Shards = Shards.SetItem(lease.Shard.Index, Shard(lease.Shard.Index).Replace(before, lease)),
        };
    }

    /// <summary>Forgets a node's lease. It was quarantined, so nothing was held any more.</summary>
    public DirectoryPool Without(NodeId node) => Leases.TryGet(node, out var before)
        ? this with
        {
            Leases = Leases.Remove(node),
            Tally = Tally.Remove(before, Spec),
            Quarantine = Quarantine.Replace(before, after: null),
            Shards = Shards.SetItem(before.Shard.Index, Shard(before.Shard.Index).Replace(before, after: null)),
        }
        : this;

    /// <summary>Takes in which blocks a shard owns.</summary>
    public DirectoryPool WithBlocks(ShardKey shard, Func<BlockSet, BlockSet> change)
    {
        var before = Shard(shard.Index);
        return this with { Shards = Shards.SetItem(shard.Index, before with { Blocks = change(before.Blocks) }) };
    }
}
