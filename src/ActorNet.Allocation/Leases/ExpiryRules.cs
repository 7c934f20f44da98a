using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Leases;

/// <summary>What time brings about.</summary>
internal static class ExpiryRules
{
    /// <summary>
    /// What follows for a node whose time, taken from <see cref="ShardState.Deadlines"/>, has come; null for nothing, and then the
    /// deadline is set anew.
    /// </summary>
    public static ShardEvent? Decide(ShardState state, NodeId node, Due due, Moment now)
    {
        Invariant.Require(state.TryGetLease(node, out var lease), $"{node} has a deadline but no lease");
        switch (lease.State)
        {
            case var _ when due == Due.Silence:
                return SuspicionRules.Decide(lease, now);
            case LeaseState.Quarantined:
                return new QuarantineEnded(now.WallClock, node, lease.Epoch);
            case LeaseState.Active or LeaseState.Suspect when state.Pool!.Reclaim == ReclaimPolicy.Manual:
                state.Deadlines.Set(node, state.Pool.Timing.ReclaimAfter(now), lease.State == LeaseState.Active ? now.Elapsed : null);
                return null;
            default:
                return new LeaseExpired(now.WallClock, node, lease.Epoch);
        }
    }
}
