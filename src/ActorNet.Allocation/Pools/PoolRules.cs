using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Pools;

/// <summary>Which pools there may be, and what may become of them.</summary>
internal static class PoolRules
{
    public const int MaxPools = 1000;

    private static readonly AddressFamily[] Families = [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];

    public static (PoolCreated? Event, PoolReply Reply) Create(PoolState state, PoolSpec wanted, Moment now, bool onlyFirst = false)
    {
        if (state.TryGet(wanted.Name, out var existing))
        {
            if (existing.Spec.IsClosing)
            {
                return (null, new PoolIsClosing(wanted.Name));
            }

            return (null, existing.Spec.HasSameSettingsAs(wanted) ? new PoolIsThere(existing.Spec, existing.CreatedAt) : new PoolAlreadyExists(existing.Spec));
        }

        if (onlyFirst && state.LastGeneration(wanted.Name) > 0)
        {
            return (null, new PoolNotFound(wanted.Name));
        }

        if (FindConflict(state, wanted) is { } conflict)
        {
            return (null, conflict);
        }

        if (state.Pools.Count >= MaxPools)
        {
            return (null, new TooManyPools(MaxPools));
        }

        var spec = wanted with { Generation = state.LastGeneration(wanted.Name) + 1, Version = 1, IsClosing = false };
        return (new PoolCreated(now.WallClock, spec), new PoolIsThere(spec, now.WallClock));
    }

    /// <summary>Changes a pool, if it is still the one that the change was made for. Reservations of space that it loses end before.</summary>
    public static (ImmutableArray<PoolEvent> Events, PoolReply Reply) Change(PoolState state, PoolSpec wanted, Moment now)
    {
        if (!state.TryGet(wanted.Name, out var pool))
        {
            return ([], new PoolNotFound(wanted.Name));
        }

        var present = pool.Spec;
        var changed = wanted with { Version = wanted.Version + 1, IsClosing = false };
        if (present == changed)
        {
            // Said twice, because the answer was lost.
            return ([], new PoolIsThere(present, pool.CreatedAt));
        }

        if ((present.Generation, present.Version) != (wanted.Generation, wanted.Version))
        {
            return ([], new ChangeOutdated(wanted.Version, present.Version));
        }

        if (present.IsClosing)
        {
            return ([], new PoolIsClosing(wanted.Name));
        }

        if (FindImpossible(present, wanted) is { Problems.IsEmpty: false } impossible)
        {
            return ([], impossible);
        }

        if (FindConflict(state, wanted) is { } conflict)
        {
            return ([], conflict);
        }

        ImmutableArray<Prefix> lost = [.. SpaceDifference.Of(present.Cidrs, [.. wanted.Cidrs])];
        if (FindInUse(pool, lost) is { } inUse)
        {
            return ([], inUse);
        }

        return present.HasSameSettingsAs(wanted)
            ? ([], new PoolIsThere(present, pool.CreatedAt))
            : ([.. EndReservations(pool, lost, now), new PoolChanged(now.WallClock, changed)], new PoolIsThere(changed, pool.CreatedAt));
    }

    /// <summary>What a pool cannot become while nodes have leases in it.</summary>
    private static ChangeNotPossible FindImpossible(PoolSpec present, PoolSpec wanted)
    {
        var problems = new List<FieldProblem>();
        if (wanted.ShardCount != present.ShardCount)
        {
            problems.Add(new("shard_count", $"{wanted.ShardCount} given, and the pool has {present.ShardCount}; it is fixed when a pool is made, so make another pool"));
        }

        foreach (var family in Families)
        {
            var (before, after) = (present.Family(family), wanted.Family(family));
            var name = family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
            if ((before is null) != (after is null))
            {
                problems.Add(new(
                    "cidrs",
                    before is null
                        ? $"the pool has no {name}, and nodes that have a lease would lack a subnet; make another pool for both families"
                        : $"the pool's last {name} CIDR cannot be removed: nodes that have a lease would lose a subnet; make another pool"));
            }
        }

        return new ChangeNotPossible([.. problems]);
    }

    /// <summary>
    /// What a pool loses has to be with the coordinator, all of it: no shard has any then, and no node. Reservations that end with it are for nobody, or their nodes would
    /// lose what they were promised.
    /// </summary>
    private static CidrInUse? FindInUse(PoolAccount pool, ImmutableArray<Prefix> lost)
    {
        foreach (var cidr in lost)
        {
            if (pool.Reservations.Overlapping(cidr).FirstOrDefault(reservation => reservation.Node is not null || !cidr.Contains(reservation.Cidr)) is { } inTheWay)
            {
                return new CidrInUse(cidr, inTheWay);
            }

            if (!pool.HasAllOf(cidr))
            {
                return new CidrInUse(cidr, InTheWay: null);
            }
        }

        return null;
    }

    private static IEnumerable<ReservationDeleted> EndReservations(PoolAccount pool, ImmutableArray<Prefix> lost, Moment now) => lost
        .SelectMany(pool.Reservations.Overlapping)
        .Select(reservation => new ReservationDeleted(now.WallClock, pool.Spec.Name, pool.Spec.Generation, reservation.Number));

    private static PoolRefusal? FindConflict(PoolState state, PoolSpec wanted)
    {
        var others = state.Pools.Select(pool => pool.Spec).Where(spec => spec.Name != wanted.Name).ToList();
        return FindOverlap(others, wanted) ?? (PoolRefusal?)FindTie(others, wanted);
    }

    private static PoolOverlap? FindOverlap(IEnumerable<PoolSpec> others, PoolSpec wanted) => (
        from cidr in wanted.Cidrs
        from other in others
        from otherCidr in other.Cidrs
        where cidr.Overlaps(otherCidr)
        select new PoolOverlap(cidr, other.Name, otherCidr)).FirstOrDefault();

    private static SelectorTie? FindTie(IEnumerable<PoolSpec> others, PoolSpec wanted) => others
        .Where(other => wanted.NodeSelector.TiesWith(other.NodeSelector))
        .Select(other => new SelectorTie(wanted.NodeSelector, other.Name, other.NodeSelector))
        .FirstOrDefault();
}
