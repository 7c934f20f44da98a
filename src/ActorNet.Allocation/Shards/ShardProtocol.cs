using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;

namespace ActorNet.Allocation.Shards;

/// <summary>A message on its way to a shard: any <see cref="LeaseCommand"/>, or one of the coordinator's.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Message">The message.</param>
public sealed record ShardEnvelope(ShardKey Shard, object Message);

/// <summary>The answer to a <see cref="LeaseCommand"/>. What it says is durable, or was true after the command arrived.</summary>
/// <param name="Reply">The answer.</param>
/// <param name="Position">Who reads the shard's journal up to here knows all that the answer rests upon.</param>
public sealed record ShardAnswer(LeaseReply Reply, JournalPosition Position);

/// <summary>The pool's side of the block moves between it and one shard, on every message to the shard.</summary>
/// <param name="LastGrant">The last grant, which may be on its way.</param>
/// <param name="ConfirmedReturn">The number of the last return that arrived.</param>
internal sealed record PoolSide(BlockGrant? LastGrant, long ConfirmedReturn);

/// <summary>The shard's side of the block moves between it and its pool, on every message to the pool.</summary>
/// <param name="ReceivedGrant">The number of the last grant that arrived.</param>
/// <param name="LastReturn">The last return, which may be on its way.</param>
internal sealed record ShardSide(long ReceivedGrant, BlockReturn? LastReturn);

/// <summary>Coordinator to shard: the pool is short of space, give back what you can.</summary>
/// <param name="Question">Comes back with the answer.</param>
/// <param name="Need">What is needed.</param>
/// <param name="MayEndQuarantine">Whether quarantined space may be given.</param>
/// <param name="Side">The pool's side of the moves.</param>
internal sealed record YieldBlocks(long Question, SpaceNeed Need, bool MayEndQuarantine, PoolSide Side);
