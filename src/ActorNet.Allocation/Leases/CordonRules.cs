using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Leases;

/// <summary>What a pool that grants nothing new refuses. Renewals, releases and the confirmation of what a node holds go on.</summary>
internal static class CordonRules
{
    /// <summary>The refusal; null where the request may be decided.</summary>
    public static PoolCordoned? Refuse(ShardState state, AcquireLease command)
    {
        var pool = state.Pool!;
        if (pool is { IsCordoned: false, IsClosing: false })
        {
            return null;
        }

        return MayGoOn(state, command, pool) ? null : new PoolCordoned(pool.IsClosing);
    }

    /// <summary>
    /// Whether nothing comes of it that others do not have to wait for anyway: who asks for what somebody else holds is refused for that reason. In a
    /// cordoned pool a node that has given up its epoch gets its own subnets anew; in a closed one nothing is granted, for whatever reason,
    /// because the coordinator counts on it.
    /// </summary>
    private static bool MayGoOn(ShardState state, AcquireLease command, PoolSpec pool)
    {
        if (!state.TryGetLease(command.Node, out var lease) || lease.State == LeaseState.Quarantined)
        {
            return false;
        }

        var isHolder = lease.Instance == command.Instance || lease.Token == command.Token;
        var isConfirmed = lease.IsRenewable && command.BurntEpoch < lease.Epoch;
        return !isHolder || isConfirmed || (lease.IsRenewable && !pool.IsClosing);
    }
}
