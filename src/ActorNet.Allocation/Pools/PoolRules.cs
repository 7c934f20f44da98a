using System.Net.Sockets;
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

    /// <summary>Changes a pool, if it is still the one that the change was made for.</summary>
    public static (PoolChanged? Event, PoolReply Reply) Change(PoolState state, PoolSpec wanted, Moment now)
    {
        if (!state.TryGet(wanted.Name, out var pool))
        {
            return (null, new PoolNotFound(wanted.Name));
        }

        var present = pool.Spec;
        var changed = wanted with { Version = wanted.Version + 1, IsClosing = false };
        if (present == changed)
        {
            // Said twice, because the answer was lost.
            return (null, new PoolIsThere(present, pool.CreatedAt));
        }

        if ((present.Generation, present.Version) != (wanted.Generation, wanted.Version))
        {
            return (null, new ChangeOutdated(wanted.Version, present.Version));
        }

        if (present.IsClosing)
        {
            return (null, new PoolIsClosing(wanted.Name));
        }

        if (FindImpossible(present, wanted) is { Problems.IsEmpty: false } impossible)
        {
            return (null, impossible);
        }

        if (FindConflict(state, wanted) is { } conflict)
        {
            return (null, conflict);
        }

        return present.HasSameSettingsAs(wanted)
            ? (null, new PoolIsThere(present, pool.CreatedAt))
            : (new PoolChanged(now.WallClock, changed), new PoolIsThere(changed, pool.CreatedAt));
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
            else if (before is not null)
            {
                problems.AddRange(SpaceDifference.Of(before.Cidrs, after!.Cidrs)
                    .Select(gone => new FieldProblem("cidrs", $"{gone} is missing; a pool's address space can only grow, so keep it, or make another pool and move the nodes")));
            }
        }

        return new ChangeNotPossible([.. problems]);
    }

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
