using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using Google.Protobuf;
using Command = ActorNet.Allocation.Messages.Wire.LeaseCommand.KindOneofCase;
using Content = ActorNet.Allocation.Messages.Wire.ShardEnvelope.MessageOneofCase;

namespace ActorNet.Allocation.Messages;

/// <summary>What is on its way to a shard, to and from the wire.</summary>
internal static class ShardMessageMapping
{
    public static Wire.ShardEnvelope ToWire(ShardEnvelope envelope)
    {
        var wire = new Wire.ShardEnvelope { Shard = envelope.Shard.ToWire() };
        switch (envelope.Message)
        {
            case LeaseCommands commands:
                wire.LeaseCommands = new() { Commands = { commands.Commands.Select(ToWire) } };
                break;
            case BlocksOffered offered:
                wire.BlocksOffered = BlockMessageMapping.ToWire(offered);
                break;
            case NoSpaceLeft refused:
                wire.NoSpaceLeft = BlockMessageMapping.ToWire(refused);
                break;
            case YieldBlocks yield:
                wire.YieldBlocks = BlockMessageMapping.ToWire(yield);
                break;
            case WithholdRanges withhold:
                wire.WithholdRanges = ReservationMessageMapping.ToWire(withhold);
                break;
            case TakePool take:
                wire.TakePool = BlockMessageMapping.ToWire(take);
                break;
            case WakeShard:
                wire.Wake = new();
                break;
            case DigestShard:
                wire.Digest = new();
                break;
            default:
                throw new ArgumentException($"{envelope.Message.GetType().Name} is not sent to shards", nameof(envelope));
        }

        return wire;
    }

    public static ShardEnvelope FromWire(Wire.ShardEnvelope wire) => new(
        wire.Shard.FromWire(),
        wire.MessageCase switch
        {
            Content.LeaseCommands => new LeaseCommands([.. wire.LeaseCommands.Commands.Select(FromWire)]),
            Content.BlocksOffered => BlockMessageMapping.FromWire(wire.BlocksOffered),
            Content.NoSpaceLeft => BlockMessageMapping.FromWire(wire.NoSpaceLeft),
            Content.YieldBlocks => BlockMessageMapping.FromWire(wire.YieldBlocks),
            Content.WithholdRanges => ReservationMessageMapping.FromWire(wire.WithholdRanges),
            Content.TakePool => BlockMessageMapping.FromWire(wire.TakePool),
            Content.Wake => WakeShard.Instance,
            Content.Digest => new DigestShard(),
            _ => throw new ArgumentException("the message to a shard is of a kind that this version does not know", nameof(wire)),
        });

    public static Wire.ShardDigest ToWire(ShardDigest digest) =>
        new() { Position = digest.Position.ToWire(), Count = digest.Digest.Count, Sum = digest.Digest.Sum };

    public static ShardDigest FromWire(Wire.ShardDigest wire) => new(wire.Position.FromWire(), new LeaseDigest(wire.Count, wire.Sum));

    private static Wire.LeaseCommand ToWire(TicketedCommand ticketed)
    {
        var wire = new Wire.LeaseCommand { Ticket = ticketed.Ticket, NodeId = ticketed.Command.Node.Value };
        switch (ticketed.Command)
        {
            case AcquireLease acquire:
                wire.Acquire = ToWire(acquire);
                break;
            case RenewLease renew:
                wire.Renew = new() { Instance = renew.Instance.ToWire(), Epoch = renew.Epoch.Value };
                break;
            case ReleaseLease release:
                wire.Release = new()
                {
                    Epoch = release.Epoch.Value,
                    Instance = release.Instance?.ToWire() ?? ByteString.Empty,
                    NodeIsDown = release.NodeIsDown,
                    Reason = release.Reason,
                    RequestId = release.RequestId,
                };
                break;
            default:
                throw new ArgumentException($"{ticketed.Command.GetType().Name} is not sent to shards", nameof(ticketed));
        }

        return wire;
    }

    private static TicketedCommand FromWire(Wire.LeaseCommand wire)
    {
        var node = new NodeId(wire.NodeId);
        return new TicketedCommand(wire.Ticket, wire.KindCase switch
        {
            Command.Acquire => FromWire(node, wire.Acquire),
            Command.Renew => new RenewLease(node, wire.Renew.Instance.ToSecret(), new Epoch(wire.Renew.Epoch)),
            Command.Release => new ReleaseLease(node, new Epoch(wire.Release.Epoch))
            {
                Instance = ToOptionalSecret(wire.Release.Instance),
                NodeIsDown = wire.Release.NodeIsDown,
                Reason = wire.Release.Reason,
                RequestId = wire.Release.RequestId,
            },
            _ => throw new ArgumentException("the command is of a kind that this version does not know", nameof(wire)),
        });
    }

    private static Wire.Acquire ToWire(AcquireLease acquire)
    {
        var wire = new Wire.Acquire
        {
            Instance = acquire.Instance.ToWire(),
            Token = acquire.Token?.ToWire() ?? ByteString.Empty,
            BurntEpoch = acquire.BurntEpoch.Value,
            Preferred = { acquire.Preferred.ToWire() },
            Attributes = acquire.Attributes.Encoded,
            AttributesVersion = acquire.Attributes.Version,
            NewToken = acquire.NewToken.ToWire(),
            RequestId = acquire.RequestId,
            AcceptsMove = acquire.AcceptsMove,
            GivenUp = { acquire.GivenUp.ToWire() },
            GivenUpEpoch = acquire.GivenUpEpoch.Value,
            Labels = { acquire.Labels.Select(label => new Persistence.Wire.Label { Key = label.Key, Value = label.Value }) },
            MostSubnets = acquire.MostSubnets,
            GivesBack = acquire.GivesBack,
        };
        if (acquire.Ipv4Length is { } ipv4)
        {
            wire.Ipv4Length = ipv4;
        }

        if (acquire.Ipv6Length is { } ipv6)
        {
            wire.Ipv6Length = ipv6;
        }

        if (acquire.Ipv4Longest is { } ipv4Longest)
        {
            wire.Ipv4Longest = ipv4Longest;
        }

        if (acquire.Ipv6Longest is { } ipv6Longest)
        {
            wire.Ipv6Longest = ipv6Longest;
        }

        return wire;
    }

    private static AcquireLease FromWire(NodeId node, Wire.Acquire wire) => new(node, wire.Instance.ToSecret())
    {
        Token = ToOptionalSecret(wire.Token),
        BurntEpoch = new Epoch(wire.BurntEpoch),
        Preferred = wire.Preferred.FromWire(),
        Ipv4Length = wire.HasIpv4Length ? wire.Ipv4Length : null,
        Ipv6Length = wire.HasIpv6Length ? wire.Ipv6Length : null,
        Ipv4Longest = wire.HasIpv4Longest ? wire.Ipv4Longest : null,
        Ipv6Longest = wire.HasIpv6Longest ? wire.Ipv6Longest : null,
        Attributes = new NodeAttributes(wire.Attributes, wire.AttributesVersion),
        NewToken = wire.NewToken.ToSecret(),
        RequestId = wire.RequestId,
        AcceptsMove = wire.AcceptsMove,
        GivenUp = wire.GivenUp.FromWire(),
        GivenUpEpoch = new Epoch(wire.GivenUpEpoch),
        Labels = wire.Labels.FromWire().Labels,
        MostSubnets = Math.Max(wire.MostSubnets, 1),
        GivesBack = wire.GivesBack,
    };

    private static Secret128? ToOptionalSecret(ByteString bytes) => bytes.IsEmpty ? null : bytes.ToSecret();
}
