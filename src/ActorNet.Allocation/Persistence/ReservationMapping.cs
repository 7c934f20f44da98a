using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Reservations;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Allocation.Persistence;

/// <summary>Reservations and what follows from them, to and from the wire.</summary>
internal static class ReservationMapping
{
    public static Wire.Reservation ToWire(this Reservation reservation) => new()
    {
        Number = reservation.Number,
        Name = reservation.Name.Value,
        Cidr = reservation.Cidr.ToWire(),
        NodeId = reservation.Node?.Value ?? string.Empty,
        Reason = reservation.Reason,
        CreatedAt = Timestamp.FromDateTimeOffset(reservation.CreatedAt),
        Drains = reservation.Drains,
    };

    public static Reservation FromWire(this Wire.Reservation reservation) => new(
        reservation.Number,
        new ReservationName(reservation.Name),
        reservation.Cidr.Required().FromWire(),
        ToOptionalNode(reservation.NodeId),
        reservation.Reason,
        reservation.CreatedAt.ToTime())
    {
        Drains = reservation.Drains,
    };

    public static Wire.WithheldRange ToWire(this WithheldRange range) =>
        new() { Reservation = range.Reservation, Range = range.Range.ToWire(), PinnedNodeId = range.Pinned?.Value ?? string.Empty, Drains = range.Drains };

    public static WithheldRange FromWire(this Wire.WithheldRange range) =>
        new(range.Reservation, range.Range.Required().FromWire(), ToOptionalNode(range.PinnedNodeId)) { Drains = range.Drains };

    public static Wire.ReservationCreated ToWire(ReservationCreated created) =>
        new() { Pool = created.Pool.Value, Generation = created.Generation, Reservation = created.Reservation.ToWire() };

    public static ReservationCreated FromWire(DateTimeOffset at, Wire.ReservationCreated created) =>
        new(at, new PoolName(created.Pool), created.Generation, created.Reservation.Required().FromWire());

    public static Wire.ReservationUpdated ToWire(ReservationUpdated updated) => new()
    {
        Pool = updated.Pool.Value,
        Generation = updated.Generation,
        Number = updated.Number,
        Drains = updated.Drains,
        Reason = updated.Reason,
    };

    public static ReservationUpdated FromWire(DateTimeOffset at, Wire.ReservationUpdated updated) =>
        new(at, new PoolName(updated.Pool), updated.Generation, updated.Number, updated.Drains, updated.Reason);

    public static Wire.ReservationDeleted ToWire(ReservationDeleted deleted) =>
        new() { Pool = deleted.Pool.Value, Generation = deleted.Generation, Number = deleted.Number };

    public static ReservationDeleted FromWire(DateTimeOffset at, Wire.ReservationDeleted deleted) =>
        new(at, new PoolName(deleted.Pool), deleted.Generation, deleted.Number);

    public static Wire.RangesWithheld ToWire(RangesWithheld withheld) => new() { Version = withheld.Version, Ranges = { withheld.Ranges.Select(ToWire) } };

    public static RangesWithheld FromWire(DateTimeOffset at, Wire.RangesWithheld withheld) =>
        new(at, withheld.Version, [.. withheld.Ranges.Select(FromWire)]);

    public static NodeId? ToOptionalNode(string text) => text.Length == 0 ? null : new NodeId(text);
}
