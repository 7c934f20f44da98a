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
    private const int MaxRest = 64;

    /// <summary>Reads all of a reservation that is not output only; null when there are problems.</summary>
    public static CreateReservation? Read(V1.CreateReservationRequest request, FieldProblems problems)
    {
        if (request.Reservation is not { } given)
        {
            problems.Add("reservation", "missing; give the reservation with a name and a CIDR");
            return null;
        }

        var made = ReadOne(given, "reservation", problems);
        if (request.Replaces < 0)
        {
            problems.Add("replaces", $"{request.Replaces} is out of range; give a reservation's number, or 0 for none");
        }

        if (request.Rest.Count > 0 && request.Replaces == 0)
        {
            problems.Add("rest", "only a reservation that replaces another one leaves a rest; give the number of that one in replaces");
        }
        else if (request.Rest.Count > MaxRest)
        {
            problems.Add("rest", $"{request.Rest.Count} given; give {MaxRest} at most");
        }

        var rest = new List<CreateReservation>();
        for (var index = 0; index < request.Rest.Count && index < MaxRest; index++)
        {
            if (request.Rest[index].Pool != given.Pool)
            {
                problems.Add($"rest[{index}].pool", $"'{request.Rest[index].Pool}' is not reservation.pool, '{given.Pool}'; give the same");
            }

            if (ReadOne(request.Rest[index], $"rest[{index}]", problems) is { } part)
            {
                rest.Add(part);
            }
        }

        return problems.Any ? null : made! with { Replaces = request.Replaces, Rest = [.. rest] };
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

    private static CreateReservation? ReadOne(V1.Reservation given, string field, FieldProblems problems)
    {
        var pool = Fields.Pool(given.Pool, $"{field}.pool", problems);
        var name = Name(given.Name, $"{field}.name", problems);
        var cidr = Prefixes.ReadOne(given.Cidr, $"{field}.cidr", problems);
        var node = given.NodeId.Length == 0 ? (NodeId?)null : Fields.Node(given.NodeId, $"{field}.node_id", problems);
        var reason = Fields.Reason(given.Reason, $"{field}.reason", problems);
        return cidr is null || problems.Any ? null : new CreateReservation(pool, name, cidr.Value, node, reason) { Drains = given.Drain };
    }
}
