using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Reservations;

/// <summary>A range of a pool that is kept for one node, or from everybody.</summary>
/// <param name="Number">Which reservation of the pool, from 1; no number is used twice, whatever becomes of names.</param>
/// <param name="Name">The name.</param>
/// <param name="Cidr">The range, inside one of the pool's CIDRs and disjoint from all other reservations.</param>
/// <param name="Node">The node that gets it as its subnet: a pin. Null: nobody gets any of it.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="CreatedAt">When it was made, by the wall clock.</param>
public sealed record Reservation(long Number, ReservationName Name, Prefix Cidr, NodeId? Node, string Reason, DateTimeOffset CreatedAt)
{
    /// <summary>Whether nodes that are in its way are to move.</summary>
    public bool Drains { get; init; }
}
