using System.Collections.Immutable;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Leases;

/// <summary>When a holder's silence is worth telling people. Nothing follows from it: only the end of its time to live ends a lease.</summary>
internal static class SuspicionRules
{
    /// <summary>What follows for a holder that has been silent for too long.</summary>
    public static LeaseSuspected Decide(Lease lease, Moment now)
    {
        Invariant.Require(lease.State == LeaseState.Active, $"{lease.Node} is to be suspected, and its lease is {lease.State}");
        return new LeaseSuspected(now.WallClock, lease.Node, lease.Epoch);
    }

    /// <summary>What there is to write when a holder is heard: nothing, but for a suspect.</summary>
    public static ImmutableArray<ShardEvent> Heard(Lease lease, Moment now) =>
        lease.State == LeaseState.Suspect ? [new LeaseHeardAgain(now.WallClock, lease.Node, lease.Epoch)] : [];
}
