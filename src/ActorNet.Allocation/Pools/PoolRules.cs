using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Pools;

/// <summary>Which pools there may be.</summary>
internal static class PoolRules
{
    public const int MaxPools = 1000;

    public static (PoolCreated? Event, PoolReply Reply) Create(PoolState state, PoolSpec wanted, Moment now)
    {
        if (state.TryGet(wanted.Name, out var existing))
        {
            return (null, existing.Spec.HasSameSettingsAs(wanted) ? new PoolIsThere(existing.Spec, existing.CreatedAt) : new PoolAlreadyExists(existing.Spec));
        }

        if (FindOverlap(state, wanted) is { } overlap)
        {
            return (null, overlap);
        }

        if (state.Pools.Count >= MaxPools)
        {
            return (null, new TooManyPools(MaxPools));
        }

        var spec = wanted with { Generation = 1 };
        return (new PoolCreated(now.WallClock, spec), new PoolIsThere(spec, now.WallClock));
    }

    private static PoolOverlap? FindOverlap(PoolState state, PoolSpec wanted) => (
        from cidr in wanted.Cidrs
        from pool in state.Pools
        from other in pool.Spec.Cidrs
        where cidr.Overlaps(other)
        select new PoolOverlap(cidr, pool.Spec.Name, other)).FirstOrDefault();
}
