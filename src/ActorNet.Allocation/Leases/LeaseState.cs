namespace ActorNet.Allocation.Leases;

/// <summary>Where a lease stands.</summary>
public enum LeaseState
{
    /// <summary>Held.</summary>
    Active,

    /// <summary>Taken back by an operator while the holder may still believe in it; its subnets are not given to others until it cannot.</summary>
    Revoked,

    /// <summary>Released or expired; its subnets are kept for its last holder and reused last.</summary>
    Quarantined,
}
