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
        var message = WithoutAttributes(lease, pool);
        message.Attributes = V1.NodeAttributes.Parser.ParseFrom(lease.Attributes.Encoded);
        return message;
    }

    /// <summary>The same for those who write the attributes as they are, in bytes.</summary>
    public static V1.Lease WithoutAttributes(DirectoryLease lease, PoolSpec pool)
    {
        var message = Create(lease.Shard, pool, lease.Node, lease.Subnets, lease.Leaving);
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
        var message = Create(pool.ShardOf(lease.Node), pool, lease.Node, lease.Subnets, lease.Leaving);
        message.Attributes = V1.NodeAttributes.Parser.ParseFrom(lease.Attributes.Encoded);
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
        PoolVersion = renewal.PoolVersion,
        MustMove = renewal.MustMove,
    };

    public static V1.SubnetSize From(Allocation.Leases.SubnetSize size) => size switch
    {
        Allocation.Leases.SubnetSize.None => V1.SubnetSize.Unspecified,
        Allocation.Leases.SubnetSize.AsAsked => V1.SubnetSize.AsAsked,
        Allocation.Leases.SubnetSize.NothingLarger => V1.SubnetSize.NothingLarger,
        Allocation.Leases.SubnetSize.KeptSmaller => V1.SubnetSize.KeptSmaller,
        Allocation.Leases.SubnetSize.KeptLarger => V1.SubnetSize.KeptLarger,
        _ => V1.SubnetSize.Unspecified, // A replica of a later version says more than this one knows.
    };

    private static V1.Lease Create(ShardKey shard, PoolSpec pool, NodeId node, ImmutableArray<Prefix> subnets, ImmutableArray<Prefix> leaving) => new()
    {
        Pool = pool.Name.Value,
        NodeId = node.Value,
        Subnets = { subnets.Select(subnet => subnet.ToString()) },
        Leaving = { leaving.Select(subnet => subnet.ToString()) },
        TimeToLive = Duration.FromTimeSpan(pool.Timing.TimeToLive),
        Shard = shard.Index,
    };

    private static V1.LeaseState From(State state) => state switch
    {
        State.Active => V1.LeaseState.Active,
        State.Suspect => V1.LeaseState.Suspect,
        State.Revoked => V1.LeaseState.Revoked,
        State.Quarantined => V1.LeaseState.Quarantined,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a state that the contract has"),
    };
}
