using System.Collections.Immutable;
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
            _ => throw new ArgumentOutOfRangeException(nameof(input), input, "Not an input of the lease."),
        };
    }

    private static LeaseSituation LapseIfOverdue(LeaseSituation situation, Instant now) => situation.Believes && now >= situation.Deadline
        ? situation with { Phase = LeasePhase.Lapsed, Unanswered = situation.Unanswered.Clear() }
        : situation;

    private static LeaseSituation Start(LeaseSituation situation, LeaseInput.Started started)
    {
        situation = situation with
        {
            Burnt = started.Burnt,
            LastTick = (started.Now, started.Wall),
            LatestSubnets = started.Saved?.Lease.Subnets ?? [],
        };
        if (started.Saved is not { } saved || saved.Lease.Epoch <= started.Burnt || saved.BootId != started.Boot)
            return situation with { Phase = LeasePhase.Acquiring };

        situation = situation with { Lease = saved.Lease, Deadline = saved.Deadline };
        return saved.IsBelievable(started.Boot, started.Now)
            ? situation with { Phase = LeasePhase.Held, ConfiguredEpoch = saved.Lease.Epoch, ConfirmedAt = started.Now, RenewAt = started.Now }
            : situation with { Phase = LeasePhase.Lapsed };
    }

    private static LeaseSituation Tick(LeaseSituation situation, LeaseInput.Ticked ticked)
    {
        var (before, wallBefore) = situation.LastTick;
        var gap = ticked.Now - before;
        var disagreement = (ticked.Wall - wallBefore - gap).Duration();
        situation = situation with { LastTick = (ticked.Now, ticked.Wall) };
        if (!situation.Believes)
            return situation;

        if (gap > LeaseTiming.TrustedGap || disagreement > LeaseTiming.TrustedGap)
            return situation with { Phase = LeasePhase.Suspect, SuspectSince = ticked.Now, RenewAt = ticked.Now };

        var silence = ticked.Now - situation.ConfirmedAt;
        return situation.Phase == LeasePhase.Held && silence >= 3 * LeaseTiming.RenewalInterval(situation.Lease!.TimeToLive)
            ? situation with { Phase = LeasePhase.Stale, RenewAt = Instant.Min(situation.RenewAt, ticked.Now + LeaseTiming.UrgentInterval) }
            : situation;
    }

    private static LeaseSituation Grant(LeaseSituation situation, LeaseInput.Granted granted)
    {
        var lease = granted.Lease;
        var deadline = LeaseTiming.BelievedUntil(granted.SentAt, lease.TimeToLive);
        var isOutdated = lease.Epoch <= situation.Burnt || granted.Now >= deadline
            || (situation.Lease is { } known && (lease.Epoch < known.Epoch || (lease.Epoch == known.Epoch && !lease.IsSameHoldAs(known))));
        if (isOutdated || situation.Phase == LeasePhase.Init)
            return situation;

        situation = situation with { IntroductionPending = false };
        if (situation.Believes && situation.Lease!.Epoch == lease.Epoch)
            return Confirm(situation, lease, granted.SentAt);

        // A subnet that has grown renumbers nobody: what the host is set up for is a part of it.
        var renumbers = !lease.Contains(situation.LatestSubnets);
        return situation with
        {
            Phase = renumbers ? LeasePhase.Renumbering : LeasePhase.Configuring,
            Lease = lease,
            Deadline = deadline,
            ConfirmedAt = granted.SentAt,
            RenewAt = granted.SentAt + LeaseTiming.RenewalInterval(lease.TimeToLive),
            Unanswered = situation.Unanswered.Clear(),
            ConfiguredEpoch = Epoch.None,
        };
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

        return Confirm(situation with { Unanswered = DropUpTo(situation, renewed.Number) }, situation.Lease with { TimeToLive = renewed.TimeToLive }, sentAt);
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
        if (!situation.Believes || configured.Epoch != situation.Lease!.Epoch)
            return situation;

        situation = situation with { ConfiguredEpoch = configured.Epoch, LatestSubnets = situation.Lease.Subnets };
        return situation.Phase is LeasePhase.Configuring or LeasePhase.Renumbering ? situation with { Phase = LeasePhase.Held } : situation;
    }

    /// <summary>Rule 7: the epoch is burnt; it is never believed again.</summary>
    private static LeaseSituation GiveUp(LeaseSituation situation) => situation with
    {
        Phase = LeasePhase.Revoked,
        Lease = null,
        Burnt = Epoch.Max(situation.Burnt, situation.Lease?.Epoch ?? Epoch.None),
        Unanswered = situation.Unanswered.Clear(),
        ConfiguredEpoch = Epoch.None,
    };

    private static LeasePhase Settled(LeaseSituation situation) =>
        situation.ConfiguredEpoch == situation.Lease!.Epoch ? LeasePhase.Held
        : situation.Lease.Contains(situation.LatestSubnets) ? LeasePhase.Configuring
        : LeasePhase.Renumbering;

    private static ImmutableSortedDictionary<long, Instant> DropUpTo(LeaseSituation situation, long number) =>
        situation.Unanswered.RemoveRange(situation.Unanswered.Keys.TakeWhile(key => key <= number));
}
