using ActorNet.Agent.Clocks;
using ActorNet.Agent.Identity;
using ActorNet.Agent.State;

namespace ActorNet.Agent.Leasing;

/// <summary>What the state file has to say of the lease: what a restart may believe (<c>safety.md</c> rules 7 and 9).</summary>
internal static class LeaseSaving
{
    /// <summary>What has to be on the disk because of a step.</summary>
    public static SavingNeed NeedAfter(LeaseSituation before, LeaseSituation next) =>
        next.Burnt > before.Burnt ? SavingNeed.Burnt
        : before.Phase != LeasePhase.Init && next.GivenUp is not null && next.GivenUp != before.GivenUp ? SavingNeed.GivenUp
        : next.Lease is not null && (next.Deadline != before.Deadline || next.BothSince != before.BothSince) ? SavingNeed.Deadline
        : SavingNeed.Nothing;

    /// <summary>A new hold is adopted only once this is on the disk: a restart must never find an older one there and believe it.</summary>
    public static AgentState Adopted(AgentState saved, LeaseSituation next, BootId boot, LeaseToken? token) =>
        saved with { Lease = ToSaved(next, boot), LeasePool = next.Lease?.Pool, GivenUp = next.GivenUp, Token = token, UnansweredRelease = Epoch.None };

    /// <summary>Until this is on the disk nobody is told of the given-up epoch; not even a new lease is asked for.</summary>
    public static AgentState Burnt(AgentState saved, LeaseSituation situation) =>
        saved with { Lease = null, LeasePool = saved.LeasePool ?? saved.Lease?.Lease.Pool, GivenUp = null, Burnt = Epoch.Max(saved.Burnt, situation.Burnt) };

    /// <summary>
    /// For a new deadline nothing waits for this: without it a restart believes less than it could. Where a part of the lease was given up, nobody is told
    /// before it is on the disk: that part is erased and remembered as given up in one step.
    /// </summary>
    public static AgentState Extended(AgentState saved, LeaseSituation situation, BootId boot) =>
        saved with { Lease = ToSaved(situation, boot), GivenUp = situation.GivenUp };

    private static SavedLease? ToSaved(LeaseSituation situation, BootId boot) =>
        situation.Lease is { } lease ? new SavedLease(lease, boot, situation.Deadline) { BothSince = situation.BothSince } : null;
}

/// <summary>What has to be on the disk because of a step of <see cref="LeaseMachine"/>.</summary>
internal enum SavingNeed
{
    /// <summary>What is there will do.</summary>
    Nothing,

    /// <summary>The new deadline, or since when the host is set up for what the node leaves as well, at some time.</summary>
    Deadline,

    /// <summary>The lease without subnets that were given up, and that they were, before anybody is told.</summary>
    GivenUp,

    /// <summary>The given-up epoch, before anything else happens.</summary>
    Burnt,
}
