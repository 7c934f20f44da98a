using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Reservations;
using ActorNet.Coordinator.Validation;
using V1 = ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Reservations;

/// <summary>Reservations in requests.</summary>
internal static class ReservationReader
{
    private const string DrainPath = "drain";
    private const string ReasonPath = "reason";

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
        return problems.Any ? null : new CreateReservation(pool, name, cidr!.Value, node, reason) { Drains = given.Drain };
    }

    /// <summary>Reads what a reservation is to become; null when there are problems. A number of 0 stands for the one that has the name now.</summary>
    public static (UpdateReservation Command, ReservationName Name)? Read(V1.UpdateReservationRequest request, FieldProblems problems)
    {
        if (request.Reservation is not { } given)
        {
            problems.Add("reservation", "missing; give the reservation's pool and name, and what is to change");
            return null;
        }

        var pool = Fields.RequiredPool(given.Pool, "reservation.pool", problems);
        var name = Name(given.Name, "reservation.name", problems);
        CheckNumber(given.Number, "reservation.number", problems);
        var paths = request.UpdateMask?.Paths ?? [];
        if (paths.Count == 0)
        {
            problems.Add("update_mask", $"missing; give {DrainPath}, {ReasonPath} or both");
        }

        foreach (var path in paths.Where(path => path is not (DrainPath or ReasonPath)))
        {
            problems.Add("update_mask", $"{Fields.Quote(path)} cannot be changed; give {DrainPath}, {ReasonPath} or both, and for anything else make another reservation");
        }

        var reason = paths.Contains(ReasonPath) ? Fields.Reason(given.Reason, "reservation.reason", problems) : null;
        var command = new UpdateReservation(pool, given.Number) { Drains = paths.Contains(DrainPath) ? given.Drain : null, Reason = reason };
        return problems.Any ? null : (command, name);
    }

    /// <summary>A reservation's number, or 0 for the one that has the name now.</summary>
    public static void CheckNumber(long number, string field, FieldProblems problems)
    {
        if (number < 0)
        {
            problems.Add(field, $"{number} is out of range; give the reservation's number, or 0 for the one that has the name now");
        }
    }

    public static ReservationName Name(string text, string field, FieldProblems problems) =>
        Fields.IsName(text, field, "for example 'gateways'", problems) ? new ReservationName(text) : default;
}
