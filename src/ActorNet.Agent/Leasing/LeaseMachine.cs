using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Leasing;

/// <summary>The agent's part of <c>safety.md</c> as a function: a situation and an input make the next situation. No clock, no I/O.</summary>
internal static class LeaseMachine
{
    public static LeaseSituation Step(LeaseSituation situation, LeaseInput input)
    {
        // The deadline comes before whatever else happened: an answer that arrives after it revives nothing, only a grant does.
        situation = LapseIfOverdue(situation, input.Now);
        return input switch
        {
            LeaseInput.Started started => Start(situation, started),
            LeaseInput.Ticked ticked => Tick(situation, ticked),
            LeaseInput.Granted granted => Grant(situation, granted),
            LeaseInput.RenewalSent sent => NoteSent(situation, sent),
            LeaseInput.Renewed renewed => Renew(situation, renewed),
            LeaseInput.Denied denied => Deny(situation, denied),
            LeaseInput.RenewalLost lost => Lose(situation, lost),
            LeaseInput.HedgeDeferred deferred => situation.Believes ? situation with { HedgeAt = HedgeAfter(situation, deferred.Now) } : situation,
            LeaseInput.ProfileChanged => situation with { IntroductionPending = true },
            LeaseInput.Configured configured => Configure(situation, configured),
            LeaseInput.Used used => situation with { Used = used.Subnets },
            _ => throw new ArgumentOutOfRangeException(nameof(input), input, "Not an input of the lease."),
        };
    }

    /// <summary>Whether a grant is taken, and is not outdated: what has to be on the disk before it is.</summary>
    public static bool Takes(LeaseSituation situation, LeaseInput.Granted granted) => Adopt(LapseIfOverdue(situation, granted.Now), granted) is not null;

    /// <summary>All of a lease lapses together, also what of it was being taken off the host.</summary>
    private static LeaseSituation LapseIfOverdue(LeaseSituation situation, Instant now) => situation.Believes && now >= situation.Deadline
        ? situation with { Phase = LeasePhase.Lapsed, Unanswered = situation.Unanswered.Clear(), BothSince = null, TakingDown = [] }
        : situation;

    private static LeaseSituation Start(LeaseSituation situation, LeaseInput.Started started)
    {
        situation = situation with
        {
            Burnt = started.Burnt,
            LastTick = (started.Now, started.Wall),
            LatestSubnets = started.Saved?.Lease.Subnets ?? [],
            Used = started.AwaitsUse ? null : [],
            GivenUp = started.GivenUp is { } givenUp && givenUp.Epoch > started.Burnt ? givenUp : null,
        };
        if (started.Saved is not { } saved || saved.Lease.Epoch <= started.Burnt || saved.BootId != started.Boot)
            return situation with { Phase = LeasePhase.Acquiring };

        situation = situation with { Lease = saved.Lease, Deadline = saved.Deadline };
        return saved.IsBelievable(started.Boot, started.Now)
            ? TakeDownIfDue(situation with { Phase = LeasePhase.Held, ConfiguredEpoch = saved.Lease.Epoch, ConfirmedAt = started.Now, RenewAt = started.Now, BothSince = saved.BothSince }, started.Now)
            : situation with { Phase = LeasePhase.Lapsed };
    }

    private static LeaseSituation Tick(LeaseSituation situation, LeaseInput.Ticked ticked)
    {
        situation = situation with { LastTick = (ticked.Now, ticked.Wall) };
        if (!situation.Believes)
            return situation;

        if (ticked.IsDoubtful)
            return situation with { Phase = LeasePhase.Suspect, SuspectSince = ticked.Now, RenewAt = ticked.Now };

        return situation.Phase == LeasePhase.Held && ticked.Now >= situation.StaleAt
            ? situation with { Phase = LeasePhase.Stale, RenewAt = Instant.Min(situation.RenewAt, ticked.Now + LeaseTiming.UrgentInterval) }
            : TakeDownIfDue(situation, ticked.Now);
    }

    /// <summary>While no coordinator answers nothing is given up: there is nobody to tell, and the host is not changed meanwhile. Nor is what is still in use.</summary>
    private static LeaseSituation TakeDownIfDue(LeaseSituation situation, Instant now) =>
        situation.Phase == LeasePhase.Held && situation.TakingDown.IsEmpty && situation.UsedLeaving.IsEmpty && now >= situation.LeaveAt
            ? situation with { TakingDown = situation.Lease!.Leaving }
            : situation;

    private static LeaseSituation Grant(LeaseSituation situation, LeaseInput.Granted granted)
    {
        if (Adopt(situation, granted) is not var (lease, givenUp))
            return situation;

        situation = situation with { IntroductionPending = false, GivenUp = givenUp };
        if (situation.Believes && situation.Lease!.Epoch == lease.Epoch)
            return Confirm(situation, lease, granted.SentAt);

        // A subnet that has grown renumbers nobody: what the host is set up for is a part of it. Nor does another one beside it.
        var renumbers = !lease.Contains(situation.LatestSubnets);
        return situation with
        {
            Phase = renumbers ? LeasePhase.Renumbering : LeasePhase.Configuring,
            Lease = lease,
            Deadline = LeaseTiming.BelievedUntil(granted.SentAt, lease.TimeToLive),
            ConfirmedAt = granted.SentAt,
            RenewAt = granted.SentAt + LeaseTiming.RenewalInterval(lease.TimeToLive),
            Unanswered = situation.Unanswered.Clear(),
            ConfiguredEpoch = Epoch.None,
            MustMove = false,
            BothSince = null,
            TakingDown = [],
        };
    }

    /// <summary>The lease that a grant gives, and what of it is given up; null where the grant is outdated.</summary>
    private static (HeldLease Lease, GivenUpSubnets? GivenUp)? Adopt(LeaseSituation situation, LeaseInput.Granted granted)
    {
        var givenUp = GivenUpOf(situation, granted.Lease);
        var lease = givenUp is null ? granted.Lease : granted.Lease.Without(givenUp.Subnets);
        var isOutdated = lease.Epoch <= situation.Burnt || granted.Now >= LeaseTiming.BelievedUntil(granted.SentAt, lease.TimeToLive)
            || lease.Subnets.IsEmpty || lease.Epoch < situation.GivenUp?.Epoch
            || (situation.Lease is { } known && (lease.Epoch < known.Epoch || (lease.Epoch == known.Epoch && !lease.IsSameHoldAs(known))));
        return isOutdated || situation.Phase == LeasePhase.Init ? null : (lease, givenUp);
    }

    /// <summary>
    /// What of a granted lease was given up under its epoch: an answer that names it is late, or of an owner that has not been told. What is being left, but is no part of what is known of the same
    /// epoch, was given up as well; an older agent, which does not remember that, has used the state file since.
    /// </summary>
    private static GivenUpSubnets? GivenUpOf(LeaseSituation situation, HeldLease lease)
    {
        if (situation.GivenUp is { } givenUp && givenUp.Epoch == lease.Epoch)
            return givenUp;
        if (situation.Lease is not { } known || known.Epoch != lease.Epoch)
            return null;

        ImmutableArray<Prefix> forgotten = [.. lease.Leaving.Except(known.Subnets)];
        return forgotten.IsEmpty ? null : new GivenUpSubnets(lease.Epoch, forgotten);
    }

    private static LeaseSituation NoteSent(LeaseSituation situation, LeaseInput.RenewalSent sent)
    {
        if (!situation.Believes)
            return situation;

        var interval = situation.Phase is LeasePhase.Stale or LeasePhase.Suspect
            ? LeaseTiming.UrgentInterval * (0.75 + (0.5 * sent.Jitter))
            : LeaseTiming.RenewalInterval(situation.Lease!.TimeToLive) * (1 - (0.1 * sent.Jitter));
        return situation with
        {
            Unanswered = situation.Unanswered.Add(sent.Number, sent.Now),
            RenewAt = sent.Now + interval,
            HedgeAt = HedgeAfter(situation, sent.Now),
        };
    }

    private static Instant HedgeAfter(LeaseSituation situation, Instant sentAt) => sentAt + LeaseTiming.HedgePatience(situation.Lease!.TimeToLive);

    private static LeaseSituation Renew(LeaseSituation situation, LeaseInput.Renewed renewed)
    {
        // Rule 4: what cannot be matched to its request is dropped.
        if (!situation.Believes || renewed.Epoch != situation.Lease!.Epoch || !situation.Unanswered.TryGetValue(renewed.Number, out var sentAt))
            return situation;

        var confirmed = situation with { Unanswered = DropUpTo(situation, renewed.Number), MustMove = renewed.MustMove };
        return Confirm(confirmed, situation.Lease with { TimeToLive = renewed.TimeToLive }, sentAt);
    }

    /// <summary>The lease is proved to have been alive when the request was sent. A deadline never moves back (rule 5 on the other side).</summary>
    private static LeaseSituation Confirm(LeaseSituation situation, HeldLease lease, Instant sentAt)
    {
        // A doubted clock is not trusted with what was measured across the doubt.
        if (situation.Phase == LeasePhase.Suspect && sentAt < situation.SuspectSince)
            return situation;

        var next = situation with
        {
            Lease = lease,
            Deadline = Instant.Max(situation.Deadline, LeaseTiming.BelievedUntil(sentAt, lease.TimeToLive)),
            ConfirmedAt = Instant.Max(situation.ConfirmedAt, sentAt),
        };
        return situation.Phase is LeasePhase.Stale or LeasePhase.Suspect
            ? next with { Phase = Settled(next), RenewAt = sentAt + LeaseTiming.RenewalInterval(lease.TimeToLive) }
            : next;
    }

    private static LeaseSituation Deny(LeaseSituation situation, LeaseInput.Denied denied) =>
        situation.Believes && situation.Unanswered.ContainsKey(denied.Number) ? GiveUp(situation) : situation;

    private static LeaseSituation Lose(LeaseSituation situation, LeaseInput.RenewalLost lost)
    {
        if (!lost.Numbers.Any(situation.Unanswered.ContainsKey))
            return situation;

        var left = situation.Unanswered.RemoveRange(lost.Numbers);
        return left.IsEmpty
            ? situation with { Unanswered = left, RenewAt = Instant.Min(situation.RenewAt, lost.Now + lost.Delay) }
            : situation with { Unanswered = left };
    }

    private static LeaseSituation Configure(LeaseSituation situation, LeaseInput.Configured configured)
    {
        if (!situation.Believes || situation.HostLease is not { } lease || configured.Epoch != lease.Epoch || !lease.HasSameSubnetsAs(configured.Subnets))
            return situation;

        situation = situation with
        {
            ConfiguredEpoch = configured.Epoch,
            LatestSubnets = configured.Subnets,
            BothSince = lease.Leaving.IsEmpty ? null : situation.BothSince ?? configured.Now,
        };
        if (!situation.TakingDown.IsEmpty)
            return GiveUpWhatIsDown(situation, lease);

        return situation.Phase is LeasePhase.Configuring or LeasePhase.Renumbering ? situation with { Phase = LeasePhase.Held } : situation;
    }

    /// <summary>Nothing on the host is of those subnets any more: from now on they are not believed in. The rest of the lease is, under its epoch.</summary>
    private static LeaseSituation GiveUpWhatIsDown(LeaseSituation situation, HeldLease rest) => situation with
    {
        Lease = rest,
        TakingDown = [],
        GivenUp = new GivenUpSubnets(rest.Epoch, [.. situation.GivenUp?.Subnets ?? [], .. situation.TakingDown]),
    };

    /// <summary>Rule 7: the epoch is burnt; it is never believed again, nor is any part of it.</summary>
    private static LeaseSituation GiveUp(LeaseSituation situation) => situation with
    {
        Phase = LeasePhase.Revoked,
        Lease = null,
        Burnt = Epoch.Max(situation.Burnt, situation.Lease?.Epoch ?? Epoch.None),
        Unanswered = situation.Unanswered.Clear(),
        ConfiguredEpoch = Epoch.None,
        MustMove = false,
        BothSince = null,
        TakingDown = [],
        GivenUp = null,
    };

    private static LeasePhase Settled(LeaseSituation situation) =>
        situation.ConfiguredEpoch == situation.Lease!.Epoch ? LeasePhase.Held
        : situation.Lease.Contains(situation.LatestSubnets) ? LeasePhase.Configuring
        : LeasePhase.Renumbering;

    private static ImmutableSortedDictionary<long, Instant> DropUpTo(LeaseSituation situation, long number) =>
        situation.Unanswered.RemoveRange(situation.Unanswered.Keys.TakeWhile(key => key <= number));
}
