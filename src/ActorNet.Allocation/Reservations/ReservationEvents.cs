using System.Collections.Immutable;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Reservations;

/// <summary>
/// A range was reserved: from now on the pool hands nothing of it to shards, but for a pin to the shard of its node, and sets aside whatever of
/// it comes back.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Generation">Which pool of that name.</param>
/// <param name="Reservation">The reservation.</param>
public sealed record ReservationCreated(DateTimeOffset At, PoolName Pool, long Generation, Reservation Reservation) : PoolEvent(At);

/// <summary>Nodes that are in a reservation's way are to move from now on, or need not any more; or its reason is another one.</summary>
/// <param name="At">When.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Generation">Which pool of that name.</param>
/// <param name="Number">The reservation's number.</param>
/// <param name="Drains">Whether they are to move.</param>
/// <param name="Reason">The reason.</param>
public sealed record ReservationUpdated(DateTimeOffset At, PoolName Pool, long Generation, long Number, bool Drains, string Reason) : PoolEvent(At);

/// <summary>A reservation ended: its range is like any other.</summary>
/// <param name="At">When.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Generation">Which pool of that name.</param>
/// <param name="Number">The reservation's number.</param>
public sealed record ReservationDeleted(DateTimeOffset At, PoolName Pool, long Generation, long Number) : PoolEvent(At);

/// <summary>
/// From now on the shard withholds these ranges and no others: nothing inside is granted to anybody who does not hold it, but for a pin to its
/// node. No quarantined lease is left in what has been added or taken away.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Version">The number of the pool's orders to this shard; it only grows.</param>
/// <param name="Ranges">The ranges.</param>
public sealed record RangesWithheld(DateTimeOffset At, long Version, ImmutableArray<WithheldRange> Ranges) : ShardEvent(At);
