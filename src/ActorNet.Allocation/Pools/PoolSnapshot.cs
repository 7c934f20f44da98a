using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Allocation.Pools;

/// <summary>The coordinator's state at one point of its journal.</summary>
/// <param name="Pools">The pools, by name.</param>
public sealed record PoolSnapshot(ImmutableArray<PoolAccountSnapshot> Pools) : Persistence.IJournaled
{
    /// <summary>See <see cref="PoolState.DeletedFloor"/>.</summary>
    public Epoch DeletedFloor { get; init; }

    /// <summary>The last generations of those names whose last pool is gone.</summary>
    public ImmutableArray<DeletedPoolSnapshot> Deleted { get; init; } = [];
}

/// <summary>A name whose last pool is gone.</summary>
/// <param name="Name">The name.</param>
/// <param name="Generation">The generation of that pool.</param>
public readonly record struct DeletedPoolSnapshot(PoolName Name, long Generation);

/// <summary>One pool in a snapshot.</summary>
/// <param name="Spec">Its settings.</param>
/// <param name="CreatedAt">When it was made, by the wall clock.</param>
/// <param name="EpochFloor">No lease in the free space had a higher epoch.</param>
/// <param name="Free">What no shard has, and is not reserved.</param>
/// <param name="Shards">What the shards have.</param>
public sealed record PoolAccountSnapshot(
    PoolSpec Spec,
    DateTimeOffset CreatedAt,
    Epoch EpochFloor,
    ImmutableArray<Prefix> Free,
    ImmutableArray<ShardAccountSnapshot> Shards)
{
    /// <summary>The reservations, by number.</summary>
    public ImmutableArray<Reservation> Reservations { get; init; } = [];

    /// <summary>The number of the last reservation that was made.</summary>
    public long LastReservation { get; init; }

    /// <summary>What is reserved and no shard has.</summary>
    public ImmutableArray<Prefix> SetAside { get; init; } = [];

    /// <summary>What shards have of the headroom.</summary>
    public ImmutableArray<Prefix> KeptByShards { get; init; } = [];
}

/// <summary>One shard in a snapshot.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Blocks">Its blocks.</param>
/// <param name="LastGrant">The last grant to it.</param>
/// <param name="LastReturn">The number of the last return from it.</param>
public sealed record ShardAccountSnapshot(int Index, ImmutableArray<Prefix> Blocks, BlockGrant? LastGrant, long LastReturn)
{
    /// <summary>How often what it has to know of reservations has changed.</summary>
    public long OrdersVersion { get; init; }

    /// <summary>The numbers of the reservations that it has to know.</summary>
    public ImmutableArray<long> Orders { get; init; } = [];
}
