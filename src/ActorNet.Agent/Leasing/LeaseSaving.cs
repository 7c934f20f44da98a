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
        : next.Lease is not null && next.Deadline != before.Deadline ? SavingNeed.Deadline
        : SavingNeed.Nothing;

    /// <summary>A new hold is adopted only once this is on the disk: a restart must never find an older one there and believe it.</summary>
    public static AgentState Adopted(AgentState saved, LeaseSituation next, BootId boot, LeaseToken? token) =>
        saved with { Lease = ToSaved(next, boot), LeasePool = next.Lease?.Pool, Token = token, UnansweredRelease = Epoch.None };

    /// <summary>Until this is on the disk nobody is told of the given-up epoch; not even a new lease is asked for.</summary>
    public static AgentState Burnt(AgentState saved, LeaseSituation situation) =>
        saved with { Lease = null, LeasePool = saved.LeasePool ?? saved.Lease?.Lease.Pool, Burnt = Epoch.Max(saved.Burnt, situation.Burnt) };

    /// <summary>Nothing waits for this: without it a restart believes less than it could.</summary>
    public static AgentState Extended(AgentState saved, LeaseSituation situation, BootId boot) =>
        saved with { Lease = ToSaved(situation, boot) };

    private static SavedLease? ToSaved(LeaseSituation situation, BootId boot) =>
        situation.Lease is { } lease ? new SavedLease(lease, boot, situation.Deadline) : null;
}

/// <summary>What has to be on the disk because of a step of <see cref="LeaseMachine"/>.</summary>
internal enum SavingNeed
{
    /// <summary>What is there will do.</summary>
    Nothing,

    /// <summary>The new deadline, at some time.</summary>
    Deadline,

    /// <summary>The given-up epoch, before anything else happens.</summary>
    Burnt,
}
