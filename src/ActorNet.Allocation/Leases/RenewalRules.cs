using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Leases;

/// <summary>
/// Who may go on. Nothing is written, but that a suspect is heard again: the answer waits for the proof of ownership instead (safety rule 3).
/// </summary>
internal static class RenewalRules
{
    public static LeaseDecision Decide(ShardState state, RenewLease command, Moment now)
    {
        if (!state.TryGetLease(command.Node, out var lease) || (lease.State == LeaseState.Quarantined && lease.Covers(command.Epoch)))
        {
            return LeaseDecision.Answer(new LeaseNotFound());
        }

        // A holder that has not heard yet that its lease has grown, or that it has got another subnet as well, believes in a part of it.
        if (!lease.Covers(command.Epoch))
        {
            return LeaseDecision.Answer(new EpochStale(command.Epoch, lease.Epoch));
        }

        if (lease.Instance != command.Instance)
        {
            return LeaseDecision.Answer(new NodeIdInUse(BeliefLeft(state, lease, now)));
        }

        if (lease.State == LeaseState.Revoked)
        {
            return LeaseDecision.Answer(new LeaseRevocation(lease.Epoch));
        }

        var renewal = new LeaseRenewal(command.Epoch, state.Pool!.Timing.TimeToLive)
        {
            PoolVersion = state.Pool.Version,
            MustMove = MoveRules.MustMove(state, lease, command.Epoch),
        };
        return LeaseDecision.Answer(renewal, SuspicionRules.Heard(lease, now));
    }

    /// <summary>How long the holder may still believe if it does not renew.</summary>
    public static TimeSpan BeliefLeft(ShardState state, Lease lease, Moment now)
    {
        var left = state.Deadlines.TryGet(lease.Node, out var deadline) ? deadline - now.Elapsed : TimeSpan.Zero;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
