using ActorNet.Allocation.Pools;

namespace ActorNet.Simulation.Invariants;

/// <summary>What a shard's journal says of its pool.</summary>
/// <param name="Pool">The settings that it goes by.</param>
/// <param name="ChangedAt">Since when, in real time.</param>
internal sealed record ShardSettings(PoolSpec Pool, TimeSpan ChangedAt)
{
    /// <summary>The settings that the present incarnation began with.</summary>
    public PoolSpec Activated { get; private init; } = Pool;

    /// <summary>The shortest time to live that the present incarnation has gone by.</summary>
    public TimeSpan Shortest { get; private init; } = Pool.Timing.TimeToLive;

    /// <summary>The longest time to live that the shard has ever gone by.</summary>
    public TimeSpan Longest { get; private init; } = Pool.Timing.TimeToLive;

    public ShardSettings Activate(PoolSpec pool) => this with { Pool = pool, Activated = pool, Shortest = pool.Timing.TimeToLive };

    public ShardSettings Change(PoolSpec pool, TimeSpan now)
    {
        var timeToLive = pool.Timing.TimeToLive;
        return this with
        {
            Pool = pool,
            ChangedAt = now,
            Shortest = timeToLive < Shortest ? timeToLive : Shortest,
            Longest = timeToLive > Longest ? timeToLive : Longest,
        };
    }
}
