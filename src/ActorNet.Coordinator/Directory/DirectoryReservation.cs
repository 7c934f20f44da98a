using ActorNet.Addressing;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Coordinator.Directory;

/// <summary>What the directory shows of a reservation.</summary>
/// <param name="Reservation">The reservation.</param>
/// <param name="Revision">The position of its last change.</param>
/// <param name="Occupied">How much of its range nodes hold or is quarantined, in the units of <see cref="FamilyTally"/>.</param>
/// <param name="Holders">How many leases are in its way: held ones that have a part of its range, but for what is pinned to the holder itself.</param>
internal sealed record DirectoryReservation(Reservation Reservation, long Revision, UInt128 Occupied, int Holders)
{
    /// <summary>Whether a lease is in its way by this subnet.</summary>
    public bool IsHeldUpBy(DirectoryLease lease, Prefix subnet) => lease.IsHeld
        && subnet.Overlaps(Reservation.Cidr)
        && !(lease.Node == Reservation.Node && subnet == Reservation.Cidr);

    /// <summary>How much of its range is neither held nor quarantined.</summary>
    public UInt128 Reserved(FamilySpec family) => Reservation.Cidr.CountOf(FamilyTally.UnitLength(family.Family)) - Occupied;

    public DirectoryReservation With(DirectoryLease lease, Prefix subnet, FamilySpec family) =>
        this with { Occupied = Occupied + Shared(subnet, family), Holders = Holders + (IsHeldUpBy(lease, subnet) ? 1 : 0) };

    public DirectoryReservation Without(DirectoryLease lease, Prefix subnet, FamilySpec family) =>
        this with { Occupied = Occupied - Shared(subnet, family), Holders = Holders - (IsHeldUpBy(lease, subnet) ? 1 : 0) };

    /// <summary>Of two prefixes that share an address one is in the other.</summary>
    private UInt128 Shared(Prefix subnet, FamilySpec family) =>
        (subnet.Length > Reservation.Cidr.Length ? subnet : Reservation.Cidr).CountOf(FamilyTally.UnitLength(family.Family));
}
