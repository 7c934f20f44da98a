using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Reservations;

/// <summary>Finds the nodes that hold a part of what is reserved, in one look at all leases, and only where there are any.</summary>
internal static class HoldersInTheWay
{
    /// <summary>The nodes in their order, by the reservation's number.</summary>
    public static ILookup<long, NodeId> Of(DirectoryPool pool, IEnumerable<DirectoryReservation> reservations)
    {
        var wanted = reservations.Where(reserved => reserved.Holders > 0).Select(reserved => reserved.Reservation.Number).ToHashSet();
        var leases = wanted.Count > 0 ? pool.Leases.After(node: null).Where(lease => lease.IsHeld) : [];
        return leases
            .SelectMany(lease => lease.Subnets, (lease, subnet) => (Lease: lease, Subnet: subnet))
            .SelectMany(pair => pool.Reservations.Overlapping(pair.Subnet), (pair, reserved) => (pair.Lease, pair.Subnet, Reserved: reserved))
            .Where(found => wanted.Contains(found.Reserved.Reservation.Number) && found.Reserved.IsHeldUpBy(found.Lease, found.Subnet))
            .DistinctBy(found => (found.Reserved.Reservation.Number, found.Lease.Node))
            .ToLookup(found => found.Reserved.Reservation.Number, found => found.Lease.Node);
    }
}
