using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using Google.Protobuf.WellKnownTypes;
using Kind = ActorNet.Allocation.Persistence.Wire.ShardEvent.KindOneofCase;

namespace ActorNet.Allocation.Persistence;

/// <summary>A shard's events, to and from the wire.</summary>
internal static class ShardEventMapping
{
    public static Wire.ShardEvent ToWire(ShardEvent change)
    {
        var wire = new Wire.ShardEvent { At = Timestamp.FromDateTimeOffset(change.At) };
        switch (change)
        {
            case ShardActivated activated:
                wire.Activated = new() { Incarnation = activated.Incarnation.ToWire(), Pool = activated.Pool.ToWire() };
                break;
            case ShardPoolChanged changed:
                wire.PoolChanged = changed.Pool.ToWire();
                break;
            case TimeToLiveSettled:
                wire.TimeToLiveSettled = new();
                break;
            case BlocksReceived received:
                wire.BlocksReceived = received.Grant.ToWire();
                break;
            case BlocksYielded yielded:
                wire.BlocksYielded = yielded.Return.ToWire();
                break;
            case LeaseGranted granted:
                wire.LeaseGranted = new()
                {
                    NodeId = granted.Node.Value,
                    Epoch = granted.Epoch.Value,
                    Subnets = { granted.Subnets.ToWire() },
                    Instance = granted.Instance.ToWire(),
                    Token = granted.Token.ToWire(),
                    Attributes = granted.Attributes.Encoded,
                    AttributesVersion = granted.Attributes.Version,
                    RequestId = granted.RequestId,
                    GrownFrom = granted.GrownFrom.Value,
                    Leaving = { granted.Leaving.ToWire() },
                };
                break;
            case LeaseUpdated updated:
                wire.LeaseUpdated = new()
                {
                    NodeId = updated.Node.Value,
                    Epoch = updated.Epoch.Value,
                    Instance = updated.Instance.ToWire(),
                    Attributes = updated.Attributes.Encoded,
                    AttributesVersion = updated.Attributes.Version,
                };
                break;
            case LeaseSuspected suspected:
                wire.LeaseSuspected = End(suspected);
                break;
            case LeaseHeardAgain heard:
                wire.LeaseHeardAgain = End(heard);
                break;
            case LeaseRevoked revoked:
                wire.LeaseRevoked = End(revoked, revoked.Reason, revoked.RequestId);
                break;
            case LeaseReleased released:
                wire.LeaseReleased = End(released, released.Reason, released.RequestId, released.ByHolder);
                break;
            case LeaseExpired expired:
                wire.LeaseExpired = End(expired);
                break;
            case QuarantineEnded ended:
                wire.QuarantineEnded = End(ended);
                break;
            case RangesWithheld withheld:
                wire.RangesWithheld = ReservationMapping.ToWire(withheld);
                break;
            default:
                throw new ArgumentException($"{change.GetType().Name} has no place in the journal", nameof(change));
        }

        return wire;
    }

    public static ShardEvent FromWire(Wire.ShardEvent wire)
    {
        var at = wire.At.ToTime();
        return wire.KindCase switch
        {
            Kind.Activated => new ShardActivated(at, wire.Activated.Incarnation.ToSecret(), wire.Activated.Pool.Required().FromWire()),
            Kind.PoolChanged => new ShardPoolChanged(at, wire.PoolChanged.FromWire()),
            Kind.TimeToLiveSettled => new TimeToLiveSettled(at),
            Kind.BlocksReceived => new BlocksReceived(at, wire.BlocksReceived.ToGrant()),
            Kind.BlocksYielded => new BlocksYielded(at, wire.BlocksYielded.ToReturn()),
            Kind.LeaseGranted => FromWire(at, wire.LeaseGranted),
            Kind.LeaseUpdated => new LeaseUpdated(
                at,
                new NodeId(wire.LeaseUpdated.NodeId),
                new Epoch(wire.LeaseUpdated.Epoch),
                wire.LeaseUpdated.Instance.ToSecret(),
                new NodeAttributes(wire.LeaseUpdated.Attributes, wire.LeaseUpdated.AttributesVersion)),
            Kind.LeaseSuspected => new LeaseSuspected(at, Node(wire.LeaseSuspected), Epoch(wire.LeaseSuspected)),
            Kind.LeaseHeardAgain => new LeaseHeardAgain(at, Node(wire.LeaseHeardAgain), Epoch(wire.LeaseHeardAgain)),
            Kind.LeaseRevoked => new LeaseRevoked(at, Node(wire.LeaseRevoked), Epoch(wire.LeaseRevoked), wire.LeaseRevoked.Reason, wire.LeaseRevoked.RequestId),
            Kind.LeaseReleased => FromWire(at, wire.LeaseReleased),
            Kind.LeaseExpired => new LeaseExpired(at, Node(wire.LeaseExpired), Epoch(wire.LeaseExpired)),
            Kind.QuarantineEnded => new QuarantineEnded(at, Node(wire.QuarantineEnded), Epoch(wire.QuarantineEnded)),
            Kind.RangesWithheld => ReservationMapping.FromWire(at, wire.RangesWithheld),
            _ => throw new ArgumentException("a shard's event is of a kind that this version does not know", nameof(wire)),
        };
    }

    private static LeaseGranted FromWire(DateTimeOffset at, Wire.LeaseGranted granted) => new(
        at,
        new NodeId(granted.NodeId),
        new Epoch(granted.Epoch),
        granted.Subnets.FromWire(),
        granted.Instance.ToSecret(),
        granted.Token.ToSecret(),
        new NodeAttributes(granted.Attributes, granted.AttributesVersion),
        granted.RequestId)
    {
        GrownFrom = new Epoch(granted.GrownFrom),
        Leaving = granted.Leaving.FromWire(),
    };

    private static LeaseReleased FromWire(DateTimeOffset at, Wire.LeaseEnded released) =>
        new(at, Node(released), Epoch(released), released.ByHolder, released.Reason, released.RequestId);

    private static Wire.LeaseEnded End(LeaseChanged change, string reason = "", string requestId = "", bool byHolder = false) =>
        new() { NodeId = change.Node.Value, Epoch = change.Epoch.Value, Reason = reason, RequestId = requestId, ByHolder = byHolder };

    private static NodeId Node(Wire.LeaseEnded end) => new(end.NodeId);

    private static Epoch Epoch(Wire.LeaseEnded end) => new(end.Epoch);
}
