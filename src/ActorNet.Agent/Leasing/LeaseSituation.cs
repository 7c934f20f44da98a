using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Leasing;

/// <summary>Everything that the agent's decisions about its lease depend on.</summary>
internal sealed record LeaseSituation
{
    public static readonly LeaseSituation Initial = new();

    public LeasePhase Phase { get; init; } = LeasePhase.Init;

    /// <summary>The lease that is, or until it lapsed was, believed in; null where there is none and after it was given up.</summary>
    public HeldLease? Lease { get; init; }

    /// <summary>Until when the lease is believed.</summary>
    public Instant Deadline { get; init; }

    /// <summary>When the request was sent whose answer is the latest proof of the lease.</summary>
    public Instant ConfirmedAt { get; init; }

    /// <summary>When the next renewal is to be sent.</summary>
    public Instant RenewAt { get; init; }

    /// <summary>When each renewal was sent that no answer has come to, by its number.</summary>
    public ImmutableSortedDictionary<long, Instant> Unanswered { get; init; } = ImmutableSortedDictionary<long, Instant>.Empty;

    /// <summary>When a second replica is to be asked, if no answer has come until then.</summary>
    public Instant HedgeAt { get; init; }

    /// <summary>The epoch that the host, read back, was found to be set up for.</summary>
    public Epoch ConfiguredEpoch { get; init; }

    /// <summary>The highest epoch that was given up.</summary>
    public Epoch Burnt { get; init; }

    /// <summary>The subnets that the host is or was set up for: what to ask for again.</summary>
    public ImmutableArray<Prefix> LatestSubnets { get; init; } = [];

    /// <summary>Whether the coordinators still have to be told what the node says of itself, since this start or a change.</summary>
    public bool IntroductionPending { get; init; } = true;

    /// <summary>Whether the owner, when it last renewed the lease, wanted the node to move to another subnet.</summary>
    public bool MustMove { get; init; }

    /// <summary>Since when the host has been set up for the lease with all that it is leaving; null while it is not, or leaves nothing.</summary>
    public Instant? BothSince { get; init; }

    /// <summary>Subnets of the lease whose time is over: they are taken off the host, and are believed in until that is done.</summary>
    public ImmutableArray<Prefix> TakingDown { get; init; } = [];

    /// <summary>The subnets that Docker gives containers addresses from; null while it has not been looked at, and is to be.</summary>
    public ImmutableArray<Prefix>? Used { get; init; } = [];

    /// <summary>What of the lease was given up alone, until a lease of a higher epoch is granted.</summary>
    public GivenUpSubnets? GivenUp { get; init; }

    /// <summary>Since when the clocks are doubted; only in <see cref="LeasePhase.Suspect"/>.</summary>
    public Instant SuspectSince { get; init; }

    /// <summary>The last tick, by both clocks.</summary>
    public (Instant Now, DateTimeOffset Wall) LastTick { get; init; }

    /// <summary>Whether the lease is believed in at this moment.</summary>
    public bool Believes => Phase is LeasePhase.Configuring or LeasePhase.Held or LeasePhase.Stale or LeasePhase.Suspect or LeasePhase.Renumbering;

    /// <summary>Whether a lease is to be asked for: there is none, or the coordinators do not know this node's present attributes, or it moves.</summary>
    public bool WantsGrant => Phase is LeasePhase.Acquiring or LeasePhase.Lapsed or LeasePhase.Revoked || (Believes && (IntroductionPending || HasToMove));

    /// <summary>Whether it is asked for only because the node is to move, or the coordinators do not know what it has given up. It may be that nothing comes of it for long.</summary>
    public bool WantsOnlyToMove => Believes && !IntroductionPending && HasToMove;

    /// <summary>Whether what has to be got or told for a move is not what it was.</summary>
    public bool IsMoveNeedOther(LeaseSituation before) => MustMove != before.MustMove || GivenUp != before.GivenUp;

    /// <summary>What of the lease the host should have.</summary>
    public HeldLease? HostLease => TakingDown.IsEmpty ? Lease : Lease!.Without(TakingDown);

    /// <summary>When the subnets that are left are given up; null while that is not known.</summary>
    public Instant? LeaveAt => BothSince is { } since && Lease is { Leaving.IsEmpty: false } lease ? since + lease.MoveWindow : null;

    /// <summary>What is being left and yet given out: it is held for as long as it is (<c>safety.md</c>, state Conflict).</summary>
    public ImmutableArray<Prefix> UsedLeaving => Lease is { Leaving.IsEmpty: false } lease ? [.. lease.Leaving.Where(leaving => Used is not { } used || used.Any(leaving.Overlaps))] : [];

    /// <summary>When a lease that no answer has come for is stale. Only where there is a lease.</summary>
    public Instant StaleAt => ConfirmedAt + (3 * LeaseTiming.RenewalInterval(Lease!.TimeToLive));

    private bool HasToMove => MustMove || GivenUp is not null;

    /// <summary>Whether a renewal is to be sent now.</summary>
    public bool IsRenewalDue(Instant now) => Believes && now >= RenewAt;

    /// <summary>Whether the latest renewal has waited so long that a second replica should be asked as well.</summary>
    public bool IsHedgeDue(Instant now) => Believes && !Unanswered.IsEmpty && now >= HedgeAt;

    /// <summary>Whether the oldest unanswered renewal has waited so long that whoever was asked is given up.</summary>
    public bool IsAnswerOverdue(Instant now) =>
        Believes && !Unanswered.IsEmpty && now >= OverdueAt;

    /// <summary>Until when the oldest unanswered renewal may wait.</summary>
    private Instant OverdueAt => Unanswered.First().Value + LeaseTiming.AnswerPatience(Lease!.TimeToLive);

    /// <summary>When something will be due next, unless something happens before.</summary>
    public Instant NextDue(Instant latest)
    {
        if (!Believes)
            return latest;

        var due = Instant.Min(Instant.Min(RenewAt, Deadline), latest);
        if (Phase == LeasePhase.Held && TakingDown.IsEmpty && UsedLeaving.IsEmpty && LeaveAt is { } leaveAt)
            due = Instant.Min(due, leaveAt);
        if (Phase == LeasePhase.Held)
            due = Instant.Min(due, StaleAt);
        return Unanswered.IsEmpty ? due : Instant.Min(due, Instant.Min(HedgeAt, OverdueAt));
    }
}
