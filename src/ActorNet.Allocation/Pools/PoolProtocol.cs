using System.Collections.Immutable;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Pools;

/// <summary>Make a pool. Answered by <see cref="PoolAnswer"/>.</summary>
/// <param name="Spec">Its settings.</param>
/// <param name="ValidateOnly">Only say whether it could be made.</param>
public sealed record CreatePool(PoolSpec Spec, bool ValidateOnly = false) : IAllocationMessage;

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
internal sealed record NoSpaceLeft(long Request, bool IsCertain, ImmutableArray<FamilyLength> Lacking, PoolSide Side);

/// <summary>Shard to coordinator: the answer to <see cref="YieldBlocks"/> or <see cref="Reservations.WithholdRanges"/>; what was given up is in its side of the moves.</summary>
/// <param name="Question">The question that this answers; 0 for orders.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Side">The shard's side of the moves.</param>
internal sealed record BlocksYieldedOrNot(long Question, ShardKey Shard, ShardSide Side) : IAllocationMessage;
