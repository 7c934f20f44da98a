using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Reservations;

/// <summary>The reservation is there.</summary>
/// <param name="Reservation">The reservation.</param>
public sealed record ReservationIsThere(Reservation Reservation) : PoolReply;

/// <summary>The reservation has ended, now or before.</summary>
/// <param name="Number">Its number.</param>
public sealed record ReservationIsGone(long Number) : PoolReply;

/// <summary>There is no reservation of that number, or there never was.</summary>
/// <param name="Number">The number.</param>
public sealed record ReservationNotFound(long Number) : PoolRefusal;

/// <summary>There is a reservation of that name with another range, node or reason, or that drains where this one does not.</summary>
/// <param name="Existing">That one.</param>
public sealed record ReservationAlreadyExists(Reservation Existing) : PoolRefusal;

/// <summary>The range overlaps another reservation's.</summary>
/// <param name="Cidr">The range that was given.</param>
/// <param name="Other">The other reservation.</param>
public sealed record ReservationOverlap(Prefix Cidr, Reservation Other) : PoolRefusal;

/// <summary>The node has a pin of that address family already.</summary>
/// <param name="Node">The node.</param>
/// <param name="Other">The reservation that pins another subnet to it.</param>
public sealed record NodeAlreadyPinned(NodeId Node, Reservation Other) : PoolRefusal;

/// <summary>The pool has no such range to reserve, or not for a node.</summary>
/// <param name="Problem">Which field, and what would be right.</param>
public sealed record ReservationRangeRefused(FieldProblem Problem) : PoolRefusal;

/// <summary>The pool has as many reservations as it may have.</summary>
/// <param name="Limit">How many.</param>
public sealed record TooManyReservations(int Limit) : PoolRefusal;
