using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using Reply = ActorNet.Allocation.Messages.Wire.LeaseAnswer.ReplyOneofCase;

namespace ActorNet.Allocation.Messages;

/// <summary>What a shard answers, to and from the wire.</summary>
internal static class LeaseAnswerMapping
{
    public static Wire.LeaseAnswers ToWire(LeaseAnswers answers) => new()
    {
        Position = answers.Position.ToWire(),
        Answers = { answers.Replies.Select(ToWire) },
        Pool = answers.Replies.Select(answer => PoolOf(answer.Reply)).FirstOrDefault(pool => pool is not null)?.ToWire(),
    };

    public static LeaseAnswers FromWire(Wire.LeaseAnswers wire)
    {
        var pool = wire.Pool?.FromWire();
        return new LeaseAnswers(wire.Position.FromWire(), [.. wire.Answers.Select(answer => new TicketedReply(answer.Ticket, FromWire(answer, pool)))]);
    }

    private static PoolSpec? PoolOf(LeaseReply reply) => reply switch
    {
        LeaseGrant grant => grant.Pool,
        LeaseEnd end => end.Pool,
        _ => null,
    };

    private static Wire.LeaseAnswer ToWire(TicketedReply ticketed)
    {
        var wire = new Wire.LeaseAnswer { Ticket = ticketed.Ticket };
        switch (ticketed.Reply)
        {
            case LeaseGrant grant:
                wire.Grant = grant.Lease.ToWire();
                (wire.Ipv4Size, wire.Ipv6Size) = ((int)grant.Sizes.Ipv4, (int)grant.Sizes.Ipv6);
                break;
            case LeaseRenewal renewal:
                wire.Renewal = new()
                {
                    Epoch = renewal.Epoch.Value,
                    TimeToLiveTicks = renewal.TimeToLive.Ticks,
                    PoolVersion = renewal.PoolVersion,
                    MustMove = renewal.MustMove,
                };
                break;
            case LeaseEnd end:
                wire.End = new() { Lease = end.Lease.ToWire(), ReusableAfterTicks = end.ReusableAfter.Ticks };
                break;
            case PoolExhausted exhausted:
                wire.Exhausted = new() { Lengths = { exhausted.Lengths.Select(SharedMapping.ToWire) }, KeptFor = { exhausted.KeptFor.ToWire() } };
                break;
            case LengthNotOffered length:
                wire.LengthNotOffered = new() { Given = length.Given.ToWire(), Shortest = length.Shortest, Longest = length.Longest };
                break;
            case LeaseNotFound:
                wire.LeaseNotFound = new();
                break;
            case EpochStale stale:
                wire.EpochStale = new() { Given = stale.Given.Value, Current = stale.Current.Value };
                break;
            case NodeIdInUse inUse:
                wire.NodeIdInUseTicks = inUse.RetryAfter.Ticks;
                break;
            case LeaseRevocation revocation:
                wire.RevokedEpoch = revocation.Epoch.Value;
                break;
            case PoolCordoned cordoned:
                wire.PoolCordoned = new() { Closing = cordoned.IsClosing };
                break;
            case QueueFull:
                wire.QueueFull = new();
                break;
            case OutcomeUnknown:
                wire.OutcomeUnknown = new();
                break;
            default:
                throw new ArgumentException($"{ticketed.Reply.GetType().Name} is not sent by shards", nameof(ticketed));
        }

        return wire;
    }

    private static LeaseReply FromWire(Wire.LeaseAnswer wire, PoolSpec? pool) => wire.ReplyCase switch
    {
        Reply.Grant => new LeaseGrant(wire.Grant.FromWire(), pool.Required()) { Sizes = new((SubnetSize)wire.Ipv4Size, (SubnetSize)wire.Ipv6Size) },
        Reply.Renewal => new LeaseRenewal(new Epoch(wire.Renewal.Epoch), new TimeSpan(wire.Renewal.TimeToLiveTicks))
        {
            PoolVersion = wire.Renewal.PoolVersion,
            MustMove = wire.Renewal.MustMove,
        },
        Reply.End => new LeaseEnd(wire.End.Lease.Required().FromWire(), pool.Required(), new TimeSpan(wire.End.ReusableAfterTicks)),
        Reply.Exhausted => new PoolExhausted([.. wire.Exhausted.Lengths.Select(SharedMapping.FromWire)]) { KeptFor = wire.Exhausted.KeptFor.FromWire() },
        Reply.LengthNotOffered => new LengthNotOffered(wire.LengthNotOffered.Given.FromWire(), wire.LengthNotOffered.Shortest, wire.LengthNotOffered.Longest),
        Reply.LeaseNotFound => new LeaseNotFound(),
        Reply.EpochStale => new EpochStale(new Epoch(wire.EpochStale.Given), new Epoch(wire.EpochStale.Current)),
        Reply.NodeIdInUseTicks => new NodeIdInUse(new TimeSpan(wire.NodeIdInUseTicks)),
        Reply.RevokedEpoch => new LeaseRevocation(new Epoch(wire.RevokedEpoch)),
        Reply.PoolCordoned => new PoolCordoned(wire.PoolCordoned.Closing),
        Reply.QueueFull => new QueueFull(),
        Reply.OutcomeUnknown => new OutcomeUnknown(),
        _ => throw new ArgumentException("the answer is of a kind that this version does not know", nameof(wire)),
    };
}
