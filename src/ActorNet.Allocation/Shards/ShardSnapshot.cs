using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Allocation.Shards;

/// <summary>A shard's state at one point of its journal.</summary>
/// <param name="Pool">The pool's settings.</param>
/// <param name="HighestEpoch">See <see cref="ShardState.HighestEpoch"/>.</param>
/// <param name="LastGrant">See <see cref="ShardState.LastGrant"/>.</param>
/// <param name="LastReturn">See <see cref="ShardState.LastReturn"/>.</param>
/// <param name="Blocks">What the shard owns.</param>
/// <param name="Leases">Its leases, the quarantined ones last, oldest first.</param>
public sealed record ShardSnapshot(
    PoolSpec Pool,
    Epoch HighestEpoch,
    long LastGrant,
    BlockReturn? LastReturn,
    ImmutableArray<Prefix> Blocks,
    ImmutableArray<Lease> Leases) : Persistence.IJournaled
{
    /// <summary>See <see cref="WithheldSpace.Version"/>.</summary>
    public long WithheldVersion { get; init; }

    /// <summary>What the shard withholds, by reservation.</summary>
    public ImmutableArray<WithheldRange> Withheld { get; init; } = [];

    /// <summary>Which of the blocks are out of the pool's headroom.</summary>
    public ImmutableArray<Prefix> Kept { get; init; } = [];

    /// <summary>See <see cref="ShardState.LongestTimeToLive"/>; zero in a snapshot of before it could be longer than the pool's.</summary>
    public TimeSpan LongestTimeToLive { get; init; }
}
