using System.Net.Sockets;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Validation;

namespace ActorNet.Coordinator.Errors;

/// <summary>What the actors refuse, as <c>error_reason.proto</c> documents it: the one place where both are known.</summary>
internal static class RefusalMapping
{
    public static ServiceError ToError(this LeaseRefusal refusal, PoolName pool, NodeId node) => refusal switch
    {
        Allocation.Leases.PoolExhausted exhausted => PoolExhausted(pool, exhausted),
        LengthNotOffered length => LengthNotOffered(pool, length),
        Allocation.Leases.LeaseNotFound => ServiceErrors.LeaseNotFound(pool, node),
        EpochStale stale => new ServiceError(
            ErrorReason.EpochStale,
            $"epoch {stale.Given} was given, but the lease of node '{node}' in pool '{pool}' has epoch {stale.Current}")
        {
            Metadata = Facts(("epoch", stale.Given.ToString()), ("current_epoch", stale.Current.ToString())),
        },
        NodeIdInUse inUse => new ServiceError(
            ErrorReason.NodeIdInUse,
            $"another instance holds the lease of node '{node}' in pool '{pool}': a cloned node, or a second agent; give each node an id of its own, "
                + "or wait until the other one must have stopped")
        {
            Metadata = Facts(("node_id", node.Value)),
            RetryDelay = inUse.RetryAfter,
        },
        LeaseRevocation revocation => new ServiceError(
            ErrorReason.LeaseRevoked,
            $"an operator took the lease of node '{node}' in pool '{pool}' back (epoch {revocation.Epoch}); stop using its subnets and acquire anew")
        {
            Metadata = Facts(("epoch", revocation.Epoch.ToString())),
        },
        Allocation.Leases.PoolCordoned cordoned => ServiceErrors.PoolCordoned(pool, node, cordoned.IsClosing),
        QueueFull => ServiceErrors.QueueFull($"the shard of node '{node}' in pool '{pool}'"),
        OutcomeUnknown => ServiceErrors.ShardUnavailable($"the shard of node '{node}' in pool '{pool}'"),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "not a refusal of a lease command that is known here"),
    };

    public static ServiceError ToError(this PoolRefusal refusal, PoolName pool) => refusal switch
    {
        Allocation.Pools.PoolNotFound missing => ServiceErrors.PoolNotFound(missing.Name),
        Allocation.Pools.PoolAlreadyExists existing => new ServiceError(
            ErrorReason.PoolAlreadyExists,
            $"there is a pool '{pool}' with other settings: {SettingsText.Of(existing.Existing)}; give the same ones, or another name")
        {
            Metadata = Facts(("pool", pool.Value)),
        },
        Allocation.Pools.PoolOverlap overlap => new ServiceError(
            ErrorReason.PoolOverlap,
            $"{overlap.Cidr} overlaps {overlap.OtherCidr} of pool '{overlap.OtherPool}'; the CIDRs of all pools are disjoint")
        {
            Metadata = Facts(
                ("cidr", overlap.Cidr.ToString()),
                ("other_pool", overlap.OtherPool.Value),
                ("other_cidr", overlap.OtherCidr.ToString())),
        },
        SelectorTie tie => new ServiceError(
            ErrorReason.PoolSelectorTie,
            $"a node could be selected by '{tie.Selector}' and by '{tie.OtherSelector}' of pool '{tie.OtherPool}', and neither is more specific; give "
                + "one of them another label, or labels that contradict")
        {
            Metadata = Facts(("other_pool", tie.OtherPool.Value), ("other_selector", tie.OtherSelector.ToString())),
        },
        ChangeOutdated outdated => ServiceErrors.PlanOutdated(pool, outdated.PlannedVersion, outdated.CurrentVersion),
        ChangeNotPossible impossible => NotPossible(impossible),
        Allocation.Pools.CidrInUse inUse => CidrInUse(pool, inUse),
        Allocation.Pools.PoolIsClosing => ServiceErrors.PoolClosing(pool),
        Allocation.Pools.PoolInUse inUse => ServiceErrors.PoolInUse(pool, inUse.Held, inUse.Some),
        TooManyPools tooMany => new ServiceError(ErrorReason.LimitReached, $"there are {tooMany.Limit} pools, and no more are allowed; delete one first")
        {
            Metadata = Facts(("limit", tooMany.Limit.ToString())),
        },
        PoolQueueFull => ServiceErrors.QueueFull("the pool coordinator"),
        PoolOutcomeUnknown => ServiceErrors.ShardUnavailable("the pool coordinator"),
        _ => ReservationRefusals.From(refusal, pool)
            ?? throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "not a refusal of a pool command that is known here"),
    };

    private static ServiceError NotPossible(ChangeNotPossible impossible)
    {
        var problems = new FieldProblems();
        foreach (var (field, description) in impossible.Problems)
        {
            problems.Add($"pool.{field}", description);
        }

        return problems.ToError();
    }

    private static ServiceError CidrInUse(PoolName pool, CidrInUse refusal) => refusal.InTheWay is { } reservation
        ? new ServiceError(
            ErrorReason.CidrInUse,
            $"{refusal.Cidr} cannot be removed from pool '{pool}': the reservation '{reservation.Name}' "
                + (reservation.Node is { } node ? $"keeps {reservation.Cidr} for node '{node}'; delete it first" : $"is of {reservation.Cidr}, which reaches beyond it; reserve just {refusal.Cidr} instead"))
        {
            Metadata = Facts(("pool", pool.Value), ("cidr", refusal.Cidr.ToString()), ("reservation", reservation.Name.Value)),
        }
        : new ServiceError(
            ErrorReason.CidrInUse,
            $"{refusal.Cidr} cannot be removed from pool '{pool}': shards have some of it, and nodes may hold it; reserve it, with 'drain' to move its nodes, and remove it when the reservation is active")
        {
            Metadata = Facts(("pool", pool.Value), ("cidr", refusal.Cidr.ToString())),
        };

    private static ServiceError PoolExhausted(PoolName pool, Allocation.Leases.PoolExhausted exhausted)
    {
        var lengths = exhausted.Lengths.Select(length => length.Length).ToList();
        if (!exhausted.KeptFor.IsEmpty)
        {
            return new ServiceError(
                ErrorReason.PoolHeadroom,
                $"what is left of pool '{pool}' of prefix length {string.Join(" and ", lengths)} is kept for nodes with the labels {exhausted.KeptFor}; release a lease, "
                    + "give the node these labels, or make the pool's headroom smaller")
            {
                Metadata = Facts(("pool", pool.Value), ("prefix_length", string.Join(',', lengths)), ("kept_for", exhausted.KeptFor.ToString())),
            };
        }

        return new ServiceError(
            ErrorReason.PoolExhausted,
            $"every subnet of pool '{pool}' of prefix length {string.Join(" and ", lengths)} is held, or revoked while its node may still "
                + "believe in it, or reserved; release a lease, delete a reservation, or ask for a smaller subnet where the pool allows it")
        {
            Metadata = Facts(("pool", pool.Value), ("prefix_length", string.Join(',', lengths))),
        };
    }

    /// <summary>The request was checked before, but against a pool that the shard knows better.</summary>
    private static ServiceError LengthNotOffered(PoolName pool, LengthNotOffered refusal)
    {
        var field = refusal.Given.Family == AddressFamily.InterNetwork ? "ipv4_prefix_length" : "ipv6_prefix_length";
        var description = $"{refusal.Given.Length} is out of range; pool '{pool}' allows {refusal.Shortest} to {refusal.Longest}";
        return new ServiceError(ErrorReason.InvalidField, $"{field}: {description}") { Violations = [new FieldViolation(field, description)] };
    }

    private static Dictionary<string, string> Facts(params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in facts)
        {
            metadata.Add(name, value);
        }

        return metadata;
    }
}
