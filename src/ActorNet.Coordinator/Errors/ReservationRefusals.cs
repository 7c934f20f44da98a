using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Reservation = ActorNet.Allocation.Reservations.Reservation;

namespace ActorNet.Coordinator.Errors;

/// <summary>What the coordinator refuses to reserve, as <c>error_reason.proto</c> documents it.</summary>
internal static class ReservationRefusals
{
    /// <summary>The error; null for a refusal of something else.</summary>
    public static ServiceError? From(PoolRefusal refusal, PoolName pool) => refusal switch
    {
        Allocation.Reservations.ReservationAlreadyExists { Existing: var existing } => new ServiceError(
            ErrorReason.ReservationAlreadyExists,
            $"there is a reservation '{existing.Name}' in pool '{pool}' with another range, node, reason or drain: {Describe(existing)}; give the same ones, or another name")
        {
            Metadata = Facts(("pool", pool.Value), ("name", existing.Name.Value)),
        },
        Allocation.Reservations.ReservationOverlap overlap => new ServiceError(
            ErrorReason.ReservationOverlap,
            $"{overlap.Cidr} overlaps the reservation '{overlap.Other.Name}' of pool '{pool}', {Describe(overlap.Other)}; reservations are disjoint: give another range, "
                + "or delete that one first")
        {
            Metadata = Facts(("cidr", overlap.Cidr.ToString()), ("other_name", overlap.Other.Name.Value), ("other_cidr", overlap.Other.Cidr.ToString())),
        },
        Allocation.Reservations.NodeAlreadyPinned pinned => new ServiceError(
            ErrorReason.NodeAlreadyPinned,
            $"the reservation '{pinned.Other.Name}' of pool '{pool}' pins {pinned.Other.Cidr} to node '{pinned.Node}' already; a node has one pin of each address "
                + "family: delete that one first")
        {
            Metadata = Facts(("node_id", pinned.Node.Value), ("other_name", pinned.Other.Name.Value), ("other_cidr", pinned.Other.Cidr.ToString())),
        },
        ReservationRangeRefused { Problem: var problem } =>
            new ServiceError(ErrorReason.InvalidField, $"reservation.{problem.Field}: {problem.Description}")
            {
                Violations = [new FieldViolation($"reservation.{problem.Field}", problem.Description)],
            },
        TooManyReservations tooMany => new ServiceError(
            ErrorReason.LimitReached,
            $"pool '{pool}' has {tooMany.Limit} reservations, and no more are allowed; delete one first, or reserve a larger range instead of several")
        {
            Metadata = Facts(("limit", tooMany.Limit.ToString())),
        },
        Allocation.Reservations.ReservationNotFound missing => new ServiceError(ErrorReason.NotFound, $"there is no reservation number {missing.Number} in pool '{pool}'")
        {
            Metadata = Facts(("name", missing.Number.ToString())),
        },
        _ => null,
    };

    private static string Describe(Reservation reservation) => reservation.Node is { } node ? $"{reservation.Cidr} for node '{node}'" : $"{reservation.Cidr}";

    private static Dictionary<string, string> Facts(params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in facts)
        {
            metadata.Add(name, value);
        }

        return metadata;
    }
}
