using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Allocation.Pools;

/// <summary>What the coordinator answers to people.</summary>
public abstract record PoolReply;

/// <summary>The pool is there.</summary>
/// <param name="Spec">Its settings.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record PoolIsThere(PoolSpec Spec, DateTimeOffset CreatedAt) : PoolReply;

/// <summary>The pool is not there any more.</summary>
/// <param name="Name">The name.</param>
public sealed record PoolGone(PoolName Name) : PoolReply;

/// <summary>It was refused. Nothing changed, but for <see cref="PoolOutcomeUnknown"/>.</summary>
public abstract record PoolRefusal : PoolReply;

/// <summary>There is no such pool.</summary>
/// <param name="Name">The name.</param>
public sealed record PoolNotFound(PoolName Name) : PoolRefusal;

/// <summary>There is a pool of that name with other settings.</summary>
/// <param name="Existing">Its settings.</param>
public sealed record PoolAlreadyExists(PoolSpec Existing) : PoolRefusal;

/// <summary>A CIDR overlaps one of another pool.</summary>
/// <param name="Cidr">The CIDR.</param>
/// <param name="OtherPool">The other pool.</param>
/// <param name="OtherCidr">Its CIDR.</param>
public sealed record PoolOverlap(Prefix Cidr, PoolName OtherPool, Prefix OtherCidr) : PoolRefusal;

/// <summary>Nodes could be selected by this pool and another, and neither is more specific.</summary>
/// <param name="Selector">The labels that the pool asks for.</param>
/// <param name="OtherPool">The other pool.</param>
/// <param name="OtherSelector">The labels that it asks for.</param>
public sealed record SelectorTie(NodeSelector Selector, PoolName OtherPool, NodeSelector OtherSelector) : PoolRefusal;

/// <summary>The pool is not the one that the change was made for.</summary>
/// <param name="PlannedVersion">The version that it was made for.</param>
/// <param name="CurrentVersion">The pool's.</param>
public sealed record ChangeOutdated(long PlannedVersion, long CurrentVersion) : PoolRefusal;

/// <summary>A pool cannot be changed in that way.</summary>
/// <param name="Problems">What is wrong.</param>
public sealed record ChangeNotPossible(ImmutableArray<FieldProblem> Problems) : PoolRefusal
{
    /// <inheritdoc/>
    public bool Equals(ChangeNotPossible? other) => other is not null && Problems.SequenceEqual(other.Problems);

    /// <inheritdoc/>
    public override int GetHashCode() => Problems.Length;
}

/// <summary>A part of the pool's address space cannot go yet.</summary>
/// <param name="Cidr">The part.</param>
/// <param name="InTheWay">A reservation for a node in it, or one that reaches beyond it; null where shards have some of it, whose nodes may hold it.</param>
public sealed record CidrInUse(Prefix Cidr, Reservation? InTheWay) : PoolRefusal;

/// <summary>The pool is about to be deleted.</summary>
/// <param name="Name">The name.</param>
public sealed record PoolIsClosing(PoolName Name) : PoolRefusal;

/// <summary>Nodes hold leases in the pool.</summary>
/// <param name="Held">How many are known: no fewer hold one.</param>
/// <param name="Some">A few of the nodes.</param>
public sealed record PoolInUse(int Held, ImmutableArray<NodeId> Some) : PoolRefusal
{
    /// <inheritdoc/>
    public bool Equals(PoolInUse? other) => other is not null && Held == other.Held && Some.SequenceEqual(other.Some);

    /// <inheritdoc/>
    public override int GetHashCode() => Held;
}

/// <summary>There are as many pools as there may be.</summary>
/// <param name="Limit">How many.</param>
public sealed record TooManyPools(int Limit) : PoolRefusal;

/// <summary>More commands wait than the coordinator keeps.</summary>
public sealed record PoolQueueFull : PoolRefusal;

/// <summary>The coordinator stopped before it could tell: it may or may not have happened (safety rule 6).</summary>
public sealed record PoolOutcomeUnknown : PoolRefusal;
