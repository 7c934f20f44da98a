using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Leases;

/// <summary>How a lease ends before its time (safety rule 7).</summary>
internal static class ReleaseRules
{
    public static LeaseDecision Decide(ShardState state, ReleaseLease command, Moment now)
    {
        if (!state.TryGetLease(command.Node, out var lease))
        {
            return LeaseDecision.Answer(new LeaseNotFound());
        }

        if (lease.Epoch != command.Epoch)
        {
            return LeaseDecision.Answer(new EpochStale(command.Epoch, lease.Epoch));
        }

        if (command.Instance is { } instance && instance != lease.Instance)
        {
            return LeaseDecision.Answer(new NodeIdInUse(RenewalRules.BeliefLeft(state, lease, now)));
        }

        var mayReuseNow = command.Instance is not null || command.NodeIsDown;
        return lease.State switch
        {
            LeaseState.Quarantined => LeaseDecision.Answer(new LeaseEnd(lease, state.Pool!, TimeSpan.Zero)),
            _ when mayReuseNow => Release(state, command, lease, now),
            LeaseState.Revoked => LeaseDecision.Answer(new LeaseEnd(lease, state.Pool!, RenewalRules.BeliefLeft(state, lease, now))),
            _ => Revoke(state, command, lease, now),
        };
    }

    private static LeaseDecision Release(ShardState state, ReleaseLease command, Lease lease, Moment now) => LeaseDecision.Answer(
        new LeaseEnd(lease with { State = LeaseState.Quarantined, ChangedAt = now.WallClock }, state.Pool!, TimeSpan.Zero),
        new LeaseReleased(now.WallClock, lease.Node, lease.Epoch, command.Instance is not null, command.Reason, command.RequestId));

    private static LeaseDecision Revoke(ShardState state, ReleaseLease command, Lease lease, Moment now) => LeaseDecision.Answer(
        new LeaseEnd(lease with { State = LeaseState.Revoked, ChangedAt = now.WallClock }, state.Pool!, RenewalRules.BeliefLeft(state, lease, now)),
        new LeaseRevoked(now.WallClock, lease.Node, lease.Epoch, command.Reason, command.RequestId));
}
