using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Reservations;

/// <summary>What a shard is told of a reservation: it grants nothing inside the range any more.</summary>
/// <param name="Reservation">The reservation's number.</param>
/// <param name="Range">The range.</param>
/// <param name="Pinned">
/// The shard's own node that gets the range as its subnet: what the shard has of the range it keeps. Null: what is not held it gives up.
/// </param>
public sealed record WithheldRange(long Reservation, Prefix Range, NodeId? Pinned);
