using System.Collections.Immutable;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
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

    /// <summary>What is reserved.</summary>
    public DirectoryReservations Reservations { get; private init; } = DirectoryReservations.Empty;

    /// <summary>What shards have, or is on its way to them or back.</summary>
    public BlockSet Granted { get; private init; } = BlockSet.Empty;

    /// <summary>What of this is out of the headroom.</summary>
    public BlockSet Kept { get; private init; } = BlockSet.Empty;

    /// <summary>How full it was.</summary>
    public GrowthLog Growth { get; private init; } = GrowthLog.Empty;

    /// <summary>Since when its quarantined leases are.</summary>
    public QuarantineTimes Quarantine { get; private init; } = QuarantineTimes.Empty;

    /// <summary>What the journals say of its blocks, for the audit.</summary>
    public PoolLedger Ledger { get; init; } = PoolLedger.New;

    private ImmutableSortedDictionary<int, DirectoryShard> Shards { get; init; } = ImmutableSortedDictionary<int, DirectoryShard>.Empty;

    /// <summary>With settings that somebody else told of, where they are newer than what is known here.</summary>
    public DirectoryPool AtLeast(PoolSpec told) => told.Generation == Spec.Generation && told.Version > Spec.Version ? WithSettings(told) : this;

    /// <summary>As it is with its new settings: reservations have ended before, each by itself.</summary>
    public DirectoryPool Changed(PoolSpec spec, long revision) => this with { Spec = spec, Kept = spec.Headroom.IsNone ? BlockSet.Empty : Kept, Revision = revision };

    /// <summary>As it would be with other settings: a reservation of space that these do not have ends with it.</summary>
    public DirectoryPool WithSettings(PoolSpec spec) => this with
    {
        Spec = spec,
        Kept = spec.Headroom.IsNone ? BlockSet.Empty : Kept,
        Reservations = Reservations.All
            .Where(reserved => !spec.Cidrs.Any(cidr => cidr.Contains(reserved.Reservation.Cidr)))
            .Aggregate(Reservations, (left, gone) => left.Remove(gone.Reservation.Number, Spec)),
    };

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
            Reservations = Reservations.Replace(before, lease, Spec),
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
            Reservations = Reservations.Replace(before, after: null, Spec),
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

    /// <summary>Takes in what a shard gets.</summary>
    public DirectoryPool Grant(BlockGrant grant) =>
        this with { Granted = Granted.Add(grant.Blocks), Kept = grant.IsKept ? Kept.Add(grant.Blocks) : Kept };

    /// <summary>Takes in what comes back from a shard; what was kept and what was not may come back as one.</summary>
    public DirectoryPool Return(BlockReturn blockReturn) => this with
    {
        Granted = Granted.Remove(blockReturn.Blocks),
        Kept = Kept.All.Count == 0 ? Kept : Kept.Remove([.. blockReturn.Blocks, .. Kept.All.Where(kept => blockReturn.Blocks.Any(block => block.Contains(kept)))]),
    };

    /// <summary>How many subnets of the default length are kept for nodes with certain labels, and with no shard: no more than there are.</summary>
    public UInt128 KeptOf(FamilySpec family)
    {
        var total = FamilyTally.TotalOf(family);
        var taken = UInt128.Min(total, Tally.Of(family.Family).Held + Reservations.Reserved(family.Family));
        return UInt128.Min(HeadroomOf(family), FamilyTally.InSubnets(total - taken, family));
    }

    /// <summary>How many the coordinator keeps, whether there are as many or not: the headroom, less what shards have had of it.</summary>
    public UInt128 HeadroomOf(FamilySpec family)
    {
        var lent = Kept.All.Where(block => block.Family == family.Family && block.Length <= family.PrefixLength)
            .Aggregate(UInt128.Zero, (sum, block) => sum + block.CountOf(family.PrefixLength));
        var wanted = (UInt128)Spec.Headroom.Subnets;
        return wanted > lent ? wanted - lent : UInt128.Zero;
    }

    /// <summary>Takes in what a shard withholds.</summary>
    public DirectoryPool WithWithheld(ShardKey shard, IEnumerable<WithheldRange> ranges) => this with
    {
        Shards = Shards.SetItem(shard.Index, Shard(shard.Index) with { Withheld = [.. ranges.Select(range => range.Reservation)] }),
    };

    /// <summary>Takes a reservation in. Where no shard has any of its range, nobody can hold any of it.</summary>
    public DirectoryPool Reserve(Reservation reservation, long revision) => this with
    {
        Reservations = Reservations.Add(reservation, revision, Granted.Overlaps(reservation.Cidr) ? Leases.After(node: null) : [], Spec),
    };

    /// <summary>Takes in what a reservation has become.</summary>
    public DirectoryPool UpdateReservation(ReservationUpdated updated, long revision) =>
        this with { Reservations = Reservations.Update(updated, revision, Spec) };

    /// <summary>Forgets a reservation.</summary>
    public DirectoryPool EndReservation(long number) => this with { Reservations = Reservations.Remove(number, Spec) };

    /// <summary>Whether a reservation is in force: no shard has any of it, or, of a pin, the node's shard has all and keeps it for the node.</summary>
    public bool IsInForce(DirectoryReservation reserved)
    {
        var (reservation, cidr) = (reserved.Reservation, reserved.Reservation.Cidr);
        if (reservation.Node is not { } node)
        {
            return !Granted.Overlaps(cidr);
        }

        var shard = Shard(Spec.ShardOf(node).Index);
        return reserved.Holders == 0 && shard.Withheld.Contains(reservation.Number) && shard.Blocks.Around(cidr) is not null;
    }
}
