using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Allocation.Messages;

/// <summary>Messages about reservations, to and from the wire.</summary>
internal static class ReservationMessageMapping
{
    public static Wire.CreateReservation ToWire(CreateReservation create) => new()
    {
        Pool = create.Pool.Value,
        Name = create.Name.Value,
        Cidr = create.Cidr.ToWire(),
        NodeId = create.Node?.Value ?? string.Empty,
        Reason = create.Reason,
        Drains = create.Drains,
        Replaces = create.Replaces,
        Rest = { create.Rest.Select(ToWire) },
    };

    public static CreateReservation FromWire(Wire.CreateReservation wire) => new(
        new PoolName(wire.Pool),
        new ReservationName(wire.Name),
        wire.Cidr.Required().FromWire(),
        ReservationMapping.ToOptionalNode(wire.NodeId),
        wire.Reason)
    {
        Drains = wire.Drains,
        Replaces = wire.Replaces,
        Rest = [.. wire.Rest.Select(FromWire)],
    };

    public static Wire.UpdateReservation ToWire(UpdateReservation update)
    {
        var wire = new Wire.UpdateReservation { Pool = update.Pool.Value, Number = update.Number };
        if (update.Drains is { } drains)
        {
            wire.Drains = drains;
        }

        if (update.Reason is { } reason)
        {
            wire.Reason = reason;
        }

        return wire;
    }

    public static UpdateReservation FromWire(Wire.UpdateReservation wire) => new(new PoolName(wire.Pool), wire.Number)
    {
        Drains = wire.HasDrains ? wire.Drains : null,
        Reason = wire.HasReason ? wire.Reason : null,
    };

    public static Wire.DeleteReservation ToWire(DeleteReservation delete) => new() { Pool = delete.Pool.Value, Number = delete.Number };

    public static DeleteReservation FromWire(Wire.DeleteReservation wire) => new(new PoolName(wire.Pool), wire.Number);

    public static Wire.WithholdRanges ToWire(WithholdRanges withhold) => new()
    {
        Version = withhold.Version,
        Ranges = { withhold.Ranges.Select(ReservationMapping.ToWire) },
        Side = BlockMessageMapping.ToWire(withhold.Side),
    };

    public static WithholdRanges FromWire(Wire.WithholdRanges wire) =>
        new(wire.Version, [.. wire.Ranges.Select(ReservationMapping.FromWire)], BlockMessageMapping.FromWire(wire.Side));

    /// <summary>Writes an answer about reservations; false for another.</summary>
    public static bool TryWrite(PoolReply reply, Wire.PoolAnswer wire)
    {
        switch (reply)
        {
            case ReservationIsThere there:
                wire.ReservationThere = there.Reservation.ToWire();
                return true;
            case ReservationIsGone gone:
                wire.ReservationGone = gone.Number;
                return true;
            case ReservationNotFound missing:
                wire.ReservationNotFound = missing.Number;
                return true;
            case ReservationAlreadyExists existing:
                wire.ReservationAlreadyExists = existing.Existing.ToWire();
                return true;
            case ReservationOverlap overlap:
                wire.ReservationOverlap = new() { Cidr = overlap.Cidr.ToWire(), Other = overlap.Other.ToWire() };
                return true;
            case NodeAlreadyPinned pinned:
                wire.NodeAlreadyPinned = new() { NodeId = pinned.Node.Value, Other = pinned.Other.ToWire() };
                return true;
            case ReservationRangeRefused refused:
                wire.RangeRefused = new() { Field = refused.Problem.Field, Description = refused.Problem.Description };
                return true;
            case TooManyReservations tooMany:
                wire.TooManyReservationsLimit = tooMany.Limit;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads an answer about reservations; null for another.</summary>
    public static PoolReply? Read(Wire.PoolAnswer wire) => wire.ReplyCase switch
    {
        Wire.PoolAnswer.ReplyOneofCase.ReservationThere => new ReservationIsThere(wire.ReservationThere.FromWire()),
        Wire.PoolAnswer.ReplyOneofCase.ReservationGone => new ReservationIsGone(wire.ReservationGone),
        Wire.PoolAnswer.ReplyOneofCase.ReservationNotFound => new ReservationNotFound(wire.ReservationNotFound),
        Wire.PoolAnswer.ReplyOneofCase.ReservationAlreadyExists => new ReservationAlreadyExists(wire.ReservationAlreadyExists.FromWire()),
        Wire.PoolAnswer.ReplyOneofCase.ReservationOverlap =>
            new ReservationOverlap(wire.ReservationOverlap.Cidr.Required().FromWire(), wire.ReservationOverlap.Other.Required().FromWire()),
        Wire.PoolAnswer.ReplyOneofCase.NodeAlreadyPinned =>
            new NodeAlreadyPinned(new NodeId(wire.NodeAlreadyPinned.NodeId), wire.NodeAlreadyPinned.Other.Required().FromWire()),
        Wire.PoolAnswer.ReplyOneofCase.RangeRefused => new ReservationRangeRefused(new FieldProblem(wire.RangeRefused.Field, wire.RangeRefused.Description)),
        Wire.PoolAnswer.ReplyOneofCase.TooManyReservationsLimit => new TooManyReservations(wire.TooManyReservationsLimit),
        _ => null,
    };
}
