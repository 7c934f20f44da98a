namespace ActorNet.Allocation.Leases;

/// <summary>Where a lease stands.</summary>
public enum LeaseState
{
    /// <summary>Held, and its holder was heard lately.</summary>
    Active,

    /// <summary>Held, and its holder has been silent for longer than it usually is (<see cref="Timing.LeaseTiming.SuspectAfter"/>). It has every right that it had.</summary>
    Suspect,

    /// <summary>Taken back by an operator while the holder may still believe in it; its subnets are not given to others until it cannot.</summary>
    Revoked,

    /// <summary>Released or expired; its subnets are kept for its last holder and reused last.</summary>
    Quarantined,
}
