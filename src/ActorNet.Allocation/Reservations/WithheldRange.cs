using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Reservations;

/// <summary>What a shard is told of a reservation: it grants nothing inside the range any more.</summary>
/// <param name="Reservation">The reservation's number.</param>
/// <param name="Range">The range.</param>
/// <param name="Pinned">
/// The shard's own node that gets the range as its subnet: what the shard has of the range it keeps. Null: what is not held it gives up.
/// </param>
public sealed record WithheldRange(long Reservation, Prefix Range, NodeId? Pinned)
{
    /// <summary>Whether the shard's nodes that are in its way are to move.</summary>
    public bool Drains { get; init; }

    /// <summary>Whether both withhold the same for the same node.</summary>
    public bool IsSameAs(WithheldRange other) => this with { Drains = other.Drains } == other;
}
