using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using Google.Protobuf.WellKnownTypes;
using Kind = ActorNet.Allocation.Persistence.Wire.PoolEvent.KindOneofCase;

namespace ActorNet.Allocation.Persistence;

/// <summary>The coordinator's events, to and from the wire.</summary>
internal static class PoolEventMapping
{
    public static Wire.PoolEvent ToWire(PoolEvent change)
    {
        var wire = new Wire.PoolEvent { At = Timestamp.FromDateTimeOffset(change.At) };
        switch (change)
        {
            case CoordinatorActivated activated:
                wire.Activated = activated.Incarnation.ToWire();
                break;
            case PoolCreated created:
                wire.Created = created.Spec.ToWire();
                break;
            case PoolChanged changed:
                wire.Changed = changed.Spec.ToWire();
                break;
            case PoolDeleted deleted:
                wire.Deleted = new() { Name = deleted.Name.Value, Generation = deleted.Generation, EpochFloor = deleted.EpochFloor.Value };
                break;
            case BlocksGranted granted:
                wire.Granted = Move(granted.Shard, granted.Grant.ToWire());
                break;
            case BlocksReturned returned:
                wire.Returned = Move(returned.Shard, returned.Return.ToWire());
                break;
            case ReservationCreated reserved:
                wire.ReservationCreated = ReservationMapping.ToWire(reserved);
                break;
            case ReservationUpdated updated:
                wire.ReservationUpdated = ReservationMapping.ToWire(updated);
                break;
            case ReservationDeleted deleted:
                wire.ReservationDeleted = ReservationMapping.ToWire(deleted);
                break;
            default:
                throw new ArgumentException($"{change.GetType().Name} has no place in the journal", nameof(change));
        }

        return wire;
    }

    public static PoolEvent FromWire(Wire.PoolEvent wire)
    {
        var at = wire.At.ToTime();
        return wire.KindCase switch
        {
            Kind.Activated => new CoordinatorActivated(at, wire.Activated.ToSecret()),
            Kind.Created => new PoolCreated(at, wire.Created.FromWire()),
            Kind.Changed => new PoolChanged(at, wire.Changed.FromWire()),
            Kind.Deleted => new PoolDeleted(at, new PoolName(wire.Deleted.Name), wire.Deleted.Generation, new Epoch(wire.Deleted.EpochFloor)),
            Kind.Granted => new BlocksGranted(at, Shard(wire.Granted), wire.Granted.Move.Required().ToGrant()),
            Kind.Returned => new BlocksReturned(at, Shard(wire.Returned), wire.Returned.Move.Required().ToReturn()),
            Kind.ReservationCreated => ReservationMapping.FromWire(at, wire.ReservationCreated),
            Kind.ReservationUpdated => ReservationMapping.FromWire(at, wire.ReservationUpdated),
            Kind.ReservationDeleted => ReservationMapping.FromWire(at, wire.ReservationDeleted),
            _ => throw new ArgumentException("the coordinator's event is of a kind that this version does not know", nameof(wire)),
        };
    }

    private static Wire.ShardMove Move(ShardKey shard, Wire.BlockMove move) =>
        new() { Pool = shard.Pool.Value, Generation = shard.Generation, Shard = shard.Index, Move = move };

    private static ShardKey Shard(Wire.ShardMove move) => new(new PoolName(move.Pool), move.Generation, move.Shard);
}
