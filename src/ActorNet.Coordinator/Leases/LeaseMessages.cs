using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;
using Google.Protobuf.WellKnownTypes;
using ShardLease = ActorNet.Allocation.Leases.Lease;
using State = ActorNet.Allocation.Leases.LeaseState;
using V1 = ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Leases;

/// <summary>Leases in the words of the contract.</summary>
internal static class LeaseMessages
{
    /// <summary>A lease as the directory shows it.</summary>
    public static V1.Lease From(DirectoryLease lease, PoolSpec pool)
    {
        var message = Create(pool, lease.Node, lease.Subnets, lease.Attributes);
        message.Epoch = lease.Epoch.Value;
        message.State = From(lease.State);
        message.CreateTime = Timestamp.FromDateTimeOffset(lease.GrantedAt);
        message.UpdateTime = Timestamp.FromDateTimeOffset(lease.ChangedAt);
        message.Revision = lease.Revision;
        return message;
    }

    /// <summary>A lease straight from its shard: it has no revision yet.</summary>
    public static V1.Lease From(ShardLease lease, PoolSpec pool)
    {
        var message = Create(pool, lease.Node, lease.Subnets, lease.Attributes);
        message.Epoch = lease.Epoch.Value;
        message.State = From(lease.State);
        message.CreateTime = Timestamp.FromDateTimeOffset(lease.GrantedAt);
        message.UpdateTime = Timestamp.FromDateTimeOffset(lease.ChangedAt);
        return message;
    }

    public static V1.LeaseRenewal From(Allocation.Leases.LeaseRenewal renewal) => new()
    {
        Epoch = renewal.Epoch.Value,
        TimeToLive = Duration.FromTimeSpan(renewal.TimeToLive),
    };

    private static V1.Lease Create(PoolSpec pool, NodeId node, ImmutableArray<Prefix> subnets, Allocation.Leases.NodeAttributes attributes) => new()
    {
        Pool = pool.Name.Value,
        NodeId = node.Value,
        Subnets = { subnets.Select(subnet => subnet.ToString()) },
        TimeToLive = Duration.FromTimeSpan(pool.Timing.TimeToLive),
        Attributes = V1.NodeAttributes.Parser.ParseFrom(attributes.Encoded),
        Shard = pool.ShardOf(node).Index,
    };

    private static V1.LeaseState From(State state) => state switch
    {
        State.Active => V1.LeaseState.Active,
        State.Revoked => V1.LeaseState.Revoked,
        State.Quarantined => V1.LeaseState.Quarantined,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a state that the contract has"),
    };
}
