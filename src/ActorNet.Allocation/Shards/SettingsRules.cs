using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Shards;

/// <summary>How a shard goes from one version of its pool to a later one.</summary>
internal static class SettingsRules
{
    /// <summary>Takes settings that are newer than the shard's; null where they are not. It never goes back: what it hears late is not what the pool is.</summary>
    public static ShardPoolChanged? Take(ShardState state, PoolSide side, Moment now) =>
        side.Pool is { } pool && pool.Version > state.Pool!.Version ? new ShardPoolChanged(now.WallClock, pool) : null;

    /// <summary>
    /// Forgets a longer time to live that the pool had before, when nobody can count on it any more: this incarnation has told nobody of it for as long as
    /// it lasts with its grace, and whoever was here before was fenced no later than this one began. Null where it is not time.
    /// </summary>
    public static TimeToLiveSettled? Settle(ShardState state, Moment now) =>
        state.LongestTimeToLive > state.Pool!.Timing.TimeToLive && now.Elapsed > state.ToldMoreUntil ? new TimeToLiveSettled(now.WallClock) : null;

    /// <summary>
    /// What nodes hold, where the shard is closed: then it only becomes less, until the shard is told that the pool is open again. Null where it is open.
    /// </summary>
    public static ShardHoldings? HoldingsOf(ShardState state)
    {
        if (!state.Pool!.IsClosing)
        {
            return null;
        }

        var held = state.Leases.Where(lease => lease.State != LeaseState.Quarantined).Select(lease => lease.Node).Order().ToList();
        return new ShardHoldings(held.Count, [.. held.Take(ShardHoldings.Most)], state.HighestEpoch);
    }
}
