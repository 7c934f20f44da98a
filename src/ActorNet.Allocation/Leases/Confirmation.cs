using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Leases;

/// <summary>What a holder may count on once it has an answer.</summary>
/// <param name="Epoch">The epoch that lives on.</param>
/// <param name="TimeToLive">For how long, from the moment that the holder sent its request.</param>
internal readonly record struct Confirmation(Epoch Epoch, TimeSpan TimeToLive)
{
    /// <summary>What an answer confirms; null where it confirms nothing.</summary>
    public static Confirmation? Of(LeaseReply reply) => reply switch
    {
        LeaseGrant grant => new(grant.Lease.Epoch, grant.Pool.Timing.TimeToLive),
        LeaseRenewal renewal => new(renewal.Epoch, renewal.TimeToLive),
        _ => null,
    };
}
