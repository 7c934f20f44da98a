using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Space;

namespace ActorNet.Coordinator.Explanations;

/// <summary>What reservations have to do with what a node has, or gets.</summary>
internal static class ReservationFacts
{
    /// <summary>What is pinned to the node.</summary>
    public static IEnumerable<Fact> Pins(DirectoryPool pool, Question question)
    {
        pool.Leases.TryGet(question.Node, out var lease);
        return pool.Reservations.PinsOf(question.Node).Select(pin => PinOf(pool, pin, lease));
    }

    /// <summary>Those of a lease's subnets that are reserved, and not for its node.</summary>
    public static IEnumerable<Fact> Subnets(DirectoryLease lease, DirectoryPool pool) =>
        from subnet in lease.Subnets
        from reserved in pool.Reservations.Overlapping(subnet)
        where lease.Node != reserved.Reservation.Node || subnet != reserved.Reservation.Cidr
        select SubnetOf(subnet, lease, reserved);

    /// <summary>How much of a family nodes do not get because it is reserved.</summary>
    public static IEnumerable<Fact> Space(FamilySpace space)
    {
        if (space.Reserved == UInt128.Zero)
        {
            return [];
        }

        var (name, reserved) = (FamilyName(space.Spec), FamilyTally.InSubnets(space.Reserved, space.Spec));
        return
        [
            new Fact(
                FactCodes.SpaceReserved,
                $"{name} space for {reserved} subnets of /{space.Spec.PrefixLength} is reserved, and given to nobody but the nodes that it is reserved for")
            {
                Metadata = new Dictionary<string, string> { ["family"] = name, ["prefix_length"] = $"{space.Spec.PrefixLength}", ["reserved"] = $"{reserved}" },
            },
        ];
    }

    private static string FamilyName(FamilySpec family) => family.Family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";

    private static Fact PinOf(DirectoryPool pool, DirectoryReservation pin, DirectoryLease? lease)
    {
        var reservation = pin.Reservation;
        var isHeld = lease is { IsHeld: true } && lease.Subnets.Contains(reservation.Cidr);
        var (state, what) = (isHeld, pool.IsInForce(pin), lease) switch
        {
            (true, _, _) => ("held", "it holds it, and nobody else gets it, even when this lease ends"),
            (_, true, { IsHeld: true }) => ("ready", "it is set aside for the node, which keeps the lease that it has until that is released or expires, and gets it with the next one"),
            (_, true, _) => ("ready", "it is set aside for the node, which gets it when it asks"),
            _ => ("pending", "other nodes still hold a part of it, or it is on its way to the node's shard: until it is there the node is given another one"),
        };
        return new Fact(FactCodes.NodePinned, $"{reservation.Cidr} is pinned to the node by the reservation '{reservation.Name}': {what}")
        {
            Metadata = new Dictionary<string, string> { ["subnet"] = $"{reservation.Cidr}", ["reservation"] = reservation.Name.Value, ["state"] = state },
        };
    }

    private static Fact SubnetOf(Prefix subnet, DirectoryLease lease, DirectoryReservation reserved)
    {
        var reservation = reserved.Reservation;
        var whom = reservation.Node is { } node ? $"for node '{node}'" : "from everybody";
        var what = lease switch
        {
            { IsHeld: false } => "the node does not get it back",
            _ when lease.Leaving.Contains(subnet) => "the node is leaving it",
            _ when reservation.Drains => "the node is to move, and keeps it until it has another one",
            _ => "the node keeps it for as long as it renews, and gets another one after that",
        };
        return new Fact(FactCodes.SubnetReserved, $"{subnet} lies in {reservation.Cidr}, which the reservation '{reservation.Name}' keeps {whom}: {what}")
        {
            Metadata = new Dictionary<string, string>
            {
                ["subnet"] = $"{subnet}",
                ["reservation"] = reservation.Name.Value,
                ["cidr"] = $"{reservation.Cidr}",
                ["node_id"] = reservation.Node?.Value ?? string.Empty,
            },
        };
    }
}
