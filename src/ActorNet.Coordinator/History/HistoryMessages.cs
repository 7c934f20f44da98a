using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Coordinator.History;

/// <summary>The past as messages of the contract.</summary>
internal static class HistoryMessages
{
    public static Tenure From(Tenancy tenancy, Prefix subnet, long ticks) => new()
    {
        Pool = tenancy.Pool.Name.Value,
        PoolGeneration = tenancy.Pool.Generation,
        NodeId = tenancy.Node.Name.Value,
        Subnet = subnet.ToString(),
        Epoch = tenancy.Epoch,
        StartTime = Moment(tenancy.Start),
        RevokeTime = MomentOrNone(tenancy.RevokedAt),
        EndTime = MomentOrNone(tenancy.HeldUntil),
        QuarantineEndTime = MomentOrNone(tenancy.KeptUntil),
        Ending = tenancy.Ending,
        EndedBy = EndedBy(tenancy),
        EndReason = tenancy.Words.Reason,
        RequestId = tenancy.Words.RequestId,
        State = ticks >= tenancy.HeldUntil ? LeaseState.Quarantined : ticks >= tenancy.RevokedAt ? LeaseState.Revoked : LeaseState.Active,
    };

    public static HistoryEntry From(in PastEvent entry)
    {
        var message = new HistoryEntry
        {
            Revision = entry.Revision,
            Time = Moment(entry.Ticks),
            Kind = Kind(entry.Kind),
            Actor = Actor(entry.Kind),
            Reason = entry.Words.Reason,
            RequestId = entry.Words.RequestId,
        };
        switch (entry.Subject)
        {
            case Tenancy tenancy:
                (message.Pool, message.PoolGeneration) = (tenancy.Pool.Name.Value, tenancy.Pool.Generation);
                (message.NodeId, message.Epoch) = (tenancy.Node.Name.Value, tenancy.Epoch);
                message.Subnets.Add(tenancy.Subnets.Select(subnet => subnet.Prefix.ToString()));
                break;
            case PoolShape pool:
                (message.Pool, message.PoolGeneration) = (pool.Pool.Name.Value, pool.Pool.Generation);
                message.Subnets.Add(pool.Cidrs.Select(cidr => cidr.ToString()));
                break;
        }

        return message;
    }

    /// <summary>A point in time; none for what lies outside of all, such as <see cref="PastIndex.KnownSince"/> where everything is known.</summary>
    public static Timestamp? MomentOrNone(long ticks) => ticks is long.MinValue or Tenancy.Never ? null : Moment(ticks);

    private static Timestamp Moment(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToTimestamp();

    private static HistoryActor EndedBy(Tenancy tenancy) => tenancy.Ending switch
    {
        TenureEnding.Unspecified => tenancy.RevokedAt == Tenancy.Never ? HistoryActor.Unspecified : HistoryActor.Operator,
        TenureEnding.Released or TenureEnding.Regranted => HistoryActor.Holder,
        TenureEnding.NodeDown or TenureEnding.Revoked or TenureEnding.PoolDeleted => HistoryActor.Operator,
        _ => HistoryActor.Service,
    };

    private static string Kind(PastEventKind kind) => kind switch
    {
        PastEventKind.PoolCreated => "pool-created",
        PastEventKind.PoolChanged => "pool-changed",
        PastEventKind.PoolDeleted => "pool-deleted",
        PastEventKind.Granted => "lease-granted",
        PastEventKind.Updated => "lease-updated",
        PastEventKind.Suspected => "lease-suspected",
        PastEventKind.HeardAgain => "lease-heard-again",
        PastEventKind.Revoked => "lease-revoked",
        PastEventKind.Released or PastEventKind.NodeDown => "lease-released",
        PastEventKind.Expired => "lease-expired",
        PastEventKind.QuarantineEnded => "quarantine-ended",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "has no name"),
    };

    private static HistoryActor Actor(PastEventKind kind) => kind switch
    {
        PastEventKind.Granted or PastEventKind.Updated or PastEventKind.HeardAgain or PastEventKind.Released => HistoryActor.Holder,
        PastEventKind.PoolCreated or PastEventKind.PoolChanged or PastEventKind.PoolDeleted or PastEventKind.Revoked or PastEventKind.NodeDown => HistoryActor.Operator,
        _ => HistoryActor.Service,
    };
}
