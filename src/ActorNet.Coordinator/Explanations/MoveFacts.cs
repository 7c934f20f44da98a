using System.Globalization;
using ActorNet.Addressing;
using ActorNet.Allocation.Leases;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Explanations;

/// <summary>Why a node that holds a lease is to have another subnet, or has two.</summary>
internal static class MoveFacts
{
    public static IEnumerable<Fact> Of(DirectoryLease lease, DirectoryPool pool) => lease.State is LeaseState.Active or LeaseState.Suspect
        ? [.. lease.Leaving.Select(subnet => LeavingOf(subnet, lease, pool)), .. lease.Staying.SelectMany(subnet => MustMove(subnet, lease, pool))]
        : [];

    private static Fact LeavingOf(Prefix subnet, DirectoryLease lease, DirectoryPool pool)
    {
        var others = string.Join(' ', lease.Staying.Where(staying => staying.Family == subnet.Family));
        var window = pool.Spec.MoveWindow.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return new Fact(
            FactCodes.SubnetLeaving,
            $"the node is leaving {subnet}: it has got another one for it, or more than it wants; it has {others}, and holds both until it gives {subnet} up, {window} s after it was set up for both")
        {
            Metadata = new Dictionary<string, string> { ["subnet"] = $"{subnet}", ["others"] = others, ["move_window_seconds"] = window },
        };
    }

    /// <summary>The reservations for which the node is to give the subnet up, as the shard decides it; what moves already is finished first.</summary>
    private static IEnumerable<Fact> MustMove(Prefix subnet, DirectoryLease lease, DirectoryPool pool)
    {
        if (lease.Leaving.Any(leaving => leaving.Family == subnet.Family))
        {
            return [];
        }

        var around = pool.Reservations.Overlapping(subnet).Where(reserved => reserved.Reservation.Node != lease.Node || reserved.Reservation.Cidr != subnet);
        var pins = pool.Reservations.PinsOf(lease.Node)
            .Where(pin => pin.Reservation.Cidr.Family == subnet.Family && !lease.Subnets.Contains(pin.Reservation.Cidr) && pool.IsInForce(pin));
        return around.Concat(pins).Where(reserved => reserved.Reservation.Drains).DistinctBy(reserved => reserved.Reservation.Number).Select(reserved => MustMove(subnet, reserved, pool));
    }

    private static Fact MustMove(Prefix subnet, DirectoryReservation reserved, DirectoryPool pool)
    {
        var (reservation, isCordoned) = (reserved.Reservation, pool.Spec.IsCordoned);
        var what = isCordoned
            ? "the pool is cordoned, so nobody moves until it is not any more"
            : "it is told when it renews, gets another one when it asks and there is one, and holds both while it changes over";
        return new Fact(FactCodes.SubnetMustMove, $"the node is to give {subnet} up, because the reservation '{reservation.Name}' drains {reservation.Cidr}: {what}")
        {
            Metadata = new Dictionary<string, string>
            {
                ["subnet"] = $"{subnet}",
                ["reservation"] = reservation.Name.Value,
                ["cidr"] = $"{reservation.Cidr}",
                ["cordoned"] = isCordoned ? "true" : "false",
            },
        };
    }
}
