using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Shards;

/// <summary>What happened in a shard; its journal holds nothing else.</summary>
/// <param name="At">When, by the wall clock.</param>
public abstract record ShardEvent(DateTimeOffset At) : Persistence.IJournaled;

/// <summary>A new incarnation took over: writes of the one before it fail from now on (safety rule 2).</summary>
/// <param name="At">When.</param>
/// <param name="Incarnation">The new one.</param>
/// <param name="Pool">The pool's settings.</param>
public sealed record ShardActivated(DateTimeOffset At, Secret128 Incarnation, PoolSpec Pool) : ShardEvent(At);

/// <summary>The pool has other settings, and the shard goes by them from here on.</summary>
/// <param name="At">When.</param>
/// <param name="Pool">The settings; their version is higher than that of the ones before.</param>
public sealed record ShardPoolChanged(DateTimeOffset At, PoolSpec Pool) : ShardEvent(At);

/// <summary>Nobody can believe any more for longer than the pool's present time to live: what was told while that was longer is over.</summary>
/// <param name="At">When.</param>
public sealed record TimeToLiveSettled(DateTimeOffset At) : ShardEvent(At);

/// <summary>Blocks arrived from the pool: the shard owns them.</summary>
/// <param name="At">When.</param>
/// <param name="Grant">The grant.</param>
public sealed record BlocksReceived(DateTimeOffset At, BlockGrant Grant) : ShardEvent(At);

/// <summary>Blocks are on their way back to the pool: the shard does not own them any more.</summary>
/// <param name="At">When.</param>
/// <param name="Return">The return.</param>
public sealed record BlocksYielded(DateTimeOffset At, BlockReturn Return) : ShardEvent(At);

/// <summary>Something happened to one node's lease.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The lease's epoch.</param>
public abstract record LeaseChanged(DateTimeOffset At, NodeId Node, Epoch Epoch) : ShardEvent(At);

/// <summary>A lease was granted, or granted anew with a higher epoch.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="Subnets">The subnets.</param>
/// <param name="Instance">The holder.</param>
/// <param name="Token">The holder's proof.</param>
/// <param name="Attributes">What the node says of itself.</param>
/// <param name="RequestId">The caller's name for the attempt.</param>
public sealed record LeaseGranted(
    DateTimeOffset At,
    NodeId Node,
    Epoch Epoch,
    ImmutableArray<Prefix> Subnets,
    Secret128 Instance,
    Secret128 Token,
    NodeAttributes Attributes,
    string RequestId) : LeaseChanged(At, Node, Epoch)
{
    /// <summary>See <see cref="Lease.GrownFrom"/>.</summary>
    public Epoch GrownFrom { get; init; }

    /// <summary>See <see cref="Lease.Leaving"/>.</summary>
    public ImmutableArray<Prefix> Leaving { get; init; } = [];
}

/// <summary>The node says something else of itself, or has a new instance on the same disk.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="Instance">The holder.</param>
/// <param name="Attributes">What the node says of itself.</param>
public sealed record LeaseUpdated(DateTimeOffset At, NodeId Node, Epoch Epoch, Secret128 Instance, NodeAttributes Attributes)
    : LeaseChanged(At, Node, Epoch);

/// <summary>The holder has been silent for longer than it usually is. It has every right that it had.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The lease's epoch.</param>
public sealed record LeaseSuspected(DateTimeOffset At, NodeId Node, Epoch Epoch) : LeaseChanged(At, Node, Epoch);

/// <summary>A holder that was suspected was heard again.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The lease's epoch.</param>
public sealed record LeaseHeardAgain(DateTimeOffset At, NodeId Node, Epoch Epoch) : LeaseChanged(At, Node, Epoch);

/// <summary>An operator took the lease back while its holder may still believe in it.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="Reason">Why.</param>
/// <param name="RequestId">The caller's name for the attempt.</param>
public sealed record LeaseRevoked(DateTimeOffset At, NodeId Node, Epoch Epoch, string Reason, string RequestId) : LeaseChanged(At, Node, Epoch);

/// <summary>The holder, or somebody who vouches that the node is down, ended the lease.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="ByHolder">Whether the holder did.</param>
/// <param name="Reason">Why.</param>
/// <param name="RequestId">The caller's name for the attempt.</param>
public sealed record LeaseReleased(DateTimeOffset At, NodeId Node, Epoch Epoch, bool ByHolder, string Reason, string RequestId)
    : LeaseChanged(At, Node, Epoch);

/// <summary>The holder was silent for longer than it may believe.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The lease's epoch.</param>
public sealed record LeaseExpired(DateTimeOffset At, NodeId Node, Epoch Epoch) : LeaseChanged(At, Node, Epoch);

/// <summary>The subnets are not kept for their last holder any more: its time was up, or they were needed.</summary>
/// <param name="At">When.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The lease's epoch.</param>
public sealed record QuarantineEnded(DateTimeOffset At, NodeId Node, Epoch Epoch) : LeaseChanged(At, Node, Epoch);
