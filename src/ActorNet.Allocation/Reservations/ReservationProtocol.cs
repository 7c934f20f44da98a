using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Reservations;

/// <summary>Reserve a range. The same again is answered in the same way. Answered by <see cref="PoolAnswer"/>.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Name">The reservation's name.</param>
/// <param name="Cidr">The range.</param>
/// <param name="Node">The node that is to get it; null: nobody.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record CreateReservation(PoolName Pool, ReservationName Name, Prefix Cidr, NodeId? Node, string Reason) : IAllocationMessage
{
    /// <summary>Whether nodes that are in its way are to move.</summary>
    public bool Drains { get; init; }

    /// <summary>The reservation that ends in the same step, and has the range in it: nothing of the range is free in between. 0: none.</summary>
    public long Replaces { get; init; }

    /// <summary>Those that keep the rest of it reserved, made in the same step; only where one is replaced.</summary>
    public ImmutableArray<CreateReservation> Rest { get; init; } = [];
}

/// <summary>Change a reservation. The same again is answered in the same way. Answered by <see cref="PoolAnswer"/>.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Number">The reservation's number.</param>
public sealed record UpdateReservation(PoolName Pool, long Number) : IAllocationMessage
{
    /// <summary>Whether nodes that are in its way are to move; null: as before.</summary>
    public bool? Drains { get; init; }

    /// <summary>Why, for people; null: as before.</summary>
    public string? Reason { get; init; }
}

/// <summary>End a reservation; one that has ended before is answered in the same way. Answered by <see cref="PoolAnswer"/>.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Number">The reservation's number.</param>
public sealed record DeleteReservation(PoolName Pool, long Number) : IAllocationMessage;

/// <summary>
/// Coordinator to shard: withhold these ranges and no others, and give up what is not held there. Told again until it is done; answered by
/// <see cref="BlocksYieldedOrNot"/> with the question 0.
/// </summary>
/// <param name="Version">The number of these orders; a shard never goes back to a lower one.</param>
/// <param name="Ranges">The ranges.</param>
/// <param name="Side">The pool's side of the moves.</param>
internal sealed record WithholdRanges(long Version, ImmutableArray<WithheldRange> Ranges, PoolSide Side);
