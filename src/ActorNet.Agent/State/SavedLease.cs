using ActorNet.Agent.Clocks;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.State;

/// <summary>A lease as it was last saved, with what it takes to know whether it may still be believed.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="BootId">The boot that the deadline belongs to.</param>
/// <param name="Deadline">Until when the agent may believe in it, on that boot's clock.</param>
internal sealed record SavedLease(HeldLease Lease, BootId BootId, Instant Deadline)
{
    /// <summary>Since when, on that boot's clock, the host has been set up for all of a lease that leaves something; null while it was not.</summary>
    public Instant? BothSince { get; init; }

    /// <summary><c>safety.md</c> rule 9.</summary>
    public bool IsBelievable(BootId boot, Instant now) => BootId == boot && now < Deadline;
}
