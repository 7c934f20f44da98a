using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Reservations;
using ActorNet.Coordinator.Validation;
using V1 = ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Reservations;

/// <summary>Reservations in requests.</summary>
internal static class ReservationReader
{
    /// <summary>Reads all of a reservation that is not output only; null when there are problems.</summary>
    public static CreateReservation? Read(V1.CreateReservationRequest request, FieldProblems problems)
    {
        if (request.Reservation is not { } given)
        {
            problems.Add("reservation", "missing; give the reservation with a name and a CIDR");
            return null;
        }

        var pool = Fields.Pool(given.Pool, "reservation.pool", problems);
        var name = Name(given.Name, "reservation.name", problems);
        var cidr = Prefixes.ReadOne(given.Cidr, "reservation.cidr", problems);
        var node = given.NodeId.Length == 0 ? (NodeId?)null : Fields.Node(given.NodeId, "reservation.node_id", problems);
        var reason = Fields.Reason(given.Reason, "reservation.reason", problems);
        return problems.Any ? null : new CreateReservation(pool, name, cidr!.Value, node, reason);
    }

    public static ReservationName Name(string text, string field, FieldProblems problems) =>
        Fields.IsName(text, field, "for example 'gateways'", problems) ? new ReservationName(text) : default;
}
