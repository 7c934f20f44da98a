using System.Collections.Immutable;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Pools;

/// <summary>Make a pool. Answered by <see cref="PoolAnswer"/>.</summary>
/// <param name="Spec">Its settings.</param>
/// <param name="ValidateOnly">Only say whether it could be made.</param>
public sealed record CreatePool(PoolSpec Spec, bool ValidateOnly = false) : IAllocationMessage
{
    /// <summary>Whether it is made only where there never was a pool of that name: one that was deleted stays deleted.</summary>
    public bool OnlyFirst { get; init; }
}

/// <summary>Change a pool. Answered by <see cref="PoolAnswer"/>; saying it again does nothing more.</summary>
/// <param name="Spec">All settings as they should be; its generation and version say which pool they were made for.</param>
/// <param name="ValidateOnly">Only say whether it could be changed.</param>
public sealed record ChangePool(PoolSpec Spec, bool ValidateOnly = false) : IAllocationMessage;

/// <summary>Delete a pool that no node holds a lease in. Answered by <see cref="PoolAnswer"/>, after all its shards are heard.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Generation">Which pool of that name.</param>
public sealed record DeletePool(PoolName Name, long Generation) : IAllocationMessage;

/// <summary>Read a pool from its owner. Answered by <see cref="PoolAnswer"/>.</summary>
/// <param name="Name">Its name.</param>
public sealed record DescribePool(PoolName Name) : IAllocationMessage;

/// <summary>The answer to a command about a pool. What it says is durable.</summary>
/// <param name="Reply">The answer.</param>
/// <param name="Position">Who reads the coordinator's journal up to here knows all that the answer rests upon.</param>
public sealed record PoolAnswer(PoolReply Reply, JournalPosition Position) : IAllocationMessage;

/// <summary>For nobody: the coordinator has proved that it has no successor.</summary>
internal sealed record StillOwner
{
    /// <summary>The only one.</summary>
    public static readonly StillOwner Instance = new();
}

/// <summary>Shard to coordinator: I am short of space. Answered by <see cref="BlocksOffered"/> or <see cref="NoSpaceLeft"/>.</summary>
/// <param name="Request">Comes back with the answer.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Need">What it is short of.</param>
/// <param name="MayEndQuarantine">Whether other shards are to give up quarantined space for it.</param>
/// <param name="Side">The shard's side of the moves.</param>
internal sealed record RequestBlocks(long Request, ShardKey Shard, SpaceNeed Need, bool MayEndQuarantine, ShardSide Side) : IAllocationMessage;

/// <summary>Coordinator to shard: here is space.</summary>
/// <param name="Request">The request that this answers.</param>
/// <param name="Side">The pool's side of the moves; the grant in it is new, or was lost on the way.</param>
internal sealed record BlocksOffered(long Request, PoolSide Side);

/// <summary>Coordinator to shard: there is none.</summary>
/// <param name="Request">The request that this answers.</param>
/// <param name="IsCertain">Whether every shard that might have had some was heard, and something is lacking all the same.</param>
/// <param name="Lacking">Those of the needed prefix lengths that there is none of.</param>
/// <param name="Side">The pool's side of the moves.</param>
internal sealed record NoSpaceLeft(long Request, bool IsCertain, ImmutableArray<FamilyLength> Lacking, PoolSide Side)
{
    /// <summary>Whether some of it is there, and kept for nodes with certain labels.</summary>
    public bool IsKept { get; init; }
}

/// <summary>Shard to coordinator: the answer to <see cref="YieldBlocks"/> or <see cref="Reservations.WithholdRanges"/>; what was given up is in its side of the moves.</summary>
/// <param name="Question">The question that this answers; 0 for orders.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Side">The shard's side of the moves.</param>
internal sealed record BlocksYieldedOrNot(long Question, ShardKey Shard, ShardSide Side) : IAllocationMessage;

/// <summary>Coordinator to shard: this is the pool now. Answered by <see cref="PoolTaken"/>.</summary>
/// <param name="Side">The pool's side, with its settings.</param>
internal sealed record TakePool(PoolSide Side);

/// <summary>Shard to coordinator: what it knows of the pool is in its journal, see <see cref="ShardSide.PoolVersion"/>.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Side">The shard's side.</param>
/// <param name="Holdings">What is held, where the pool is closing and so no more can be; else nothing is told.</param>
internal sealed record PoolTaken(ShardKey Shard, ShardSide Side, ShardHoldings? Holdings) : IAllocationMessage;

/// <summary>What nodes hold in a closed shard.</summary>
/// <param name="Count">How many.</param>
/// <param name="Some">A few of them.</param>
/// <param name="HighestEpoch">No lease of the shard, nor any in its blocks before they came to it, has a higher epoch.</param>
internal sealed record ShardHoldings(int Count, ImmutableArray<NodeId> Some, Epoch HighestEpoch)
{
    /// <summary>How many a message names.</summary>
    public const int Most = 5;

    /// <inheritdoc/>
    public bool Equals(ShardHoldings? other) =>
        other is not null && (Count, HighestEpoch) == (other.Count, other.HighestEpoch) && Some.SequenceEqual(other.Some);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, HighestEpoch);
}
