using System.Collections.Immutable;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Shards;

/// <summary>A message on its way to a shard: <see cref="LeaseCommands"/>, <see cref="WakeShard"/>, or one of the coordinator's.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Message">The message.</param>
public sealed record ShardEnvelope(ShardKey Shard, object Message) : IAllocationMessage;

/// <summary>
/// Commands of one caller, in order. Answered by <see cref="LeaseAnswers"/>, together or apart, each ticket once, unless the shard stops in a
/// way in which it can say nothing. All commands may be sent again: what has been done is not done twice.
/// </summary>
/// <param name="Commands">The commands.</param>
public sealed record LeaseCommands(ImmutableArray<TicketedCommand> Commands);

/// <summary>A command with its caller's number for it.</summary>
/// <param name="Ticket">The number, more than 0; the answer carries the same.</param>
/// <param name="Command">The command.</param>
public readonly record struct TicketedCommand(long Ticket, LeaseCommand Command);

/// <summary>Answers to <see cref="LeaseCommands"/>.</summary>
/// <param name="Position">Who reads the shard's journal up to here knows all that the answers rest upon; for answers that waited for a commit.</param>
/// <param name="Replies">The answers.</param>
public sealed record LeaseAnswers(JournalPosition Position, ImmutableArray<TicketedReply> Replies) : IAllocationMessage;

/// <summary>The answer to a <see cref="TicketedCommand"/>.</summary>
/// <param name="Ticket">Its number.</param>
/// <param name="Reply">The answer. What it says is durable, or was true after the command arrived.</param>
public readonly record struct TicketedReply(long Ticket, LeaseReply Reply);

/// <summary>The shard begins again: what it was asked just now is not answered, and can be asked again in a moment.</summary>
/// <param name="Shard">The shard.</param>
public sealed record ShardNotReady(ShardKey Shard) : IAllocationMessage;

/// <summary>Nothing but a reason to run: what a shard owns expires only while it does.</summary>
public sealed record WakeShard
{
    /// <summary>The only one.</summary>
    public static readonly WakeShard Instance = new();
}

/// <summary>The answer to one <see cref="LeaseCommand"/>, before it is put together with others.</summary>
/// <param name="Reply">The answer.</param>
/// <param name="Position">Who reads the shard's journal up to here knows all that the answer rests upon.</param>
internal sealed record ShardAnswer(LeaseReply Reply, JournalPosition Position);

/// <summary>The pool's side of the block moves between it and one shard, and its settings, on every message to the shard.</summary>
/// <param name="LastGrant">The last grant, which may be on its way.</param>
/// <param name="ConfirmedReturn">The number of the last return that arrived.</param>
internal sealed record PoolSide(BlockGrant? LastGrant, long ConfirmedReturn)
{
    /// <summary>The pool's settings. The shard takes newer ones than its own before it takes anything else; null: nothing is told of them.</summary>
    public PoolSpec? Pool { get; init; }
}

/// <summary>The shard's side of the block moves between it and its pool, and which settings it knows, on every message to the pool.</summary>
/// <param name="ReceivedGrant">The number of the last grant that arrived.</param>
/// <param name="LastReturn">The last return, which may be on its way.</param>
/// <param name="WithheldVersion">The number of the pool's orders that it has taken: what it withholds is in its journal. 0: none.</param>
internal sealed record ShardSide(long ReceivedGrant, BlockReturn? LastReturn, long WithheldVersion = 0)
{
    /// <summary>Which version of the pool the shard knows, 1 or more.</summary>
    public long PoolVersion { get; init; } = 1;
}

/// <summary>Coordinator to shard: the pool is short of space, give back what you can.</summary>
/// <param name="Question">Comes back with the answer.</param>
/// <param name="Need">What is needed.</param>
/// <param name="MayEndQuarantine">Whether quarantined space may be given.</param>
/// <param name="Side">The pool's side of the moves.</param>
internal sealed record YieldBlocks(long Question, SpaceNeed Need, bool MayEndQuarantine, PoolSide Side)
{
    /// <summary>Whole space for what is needed, or pieces of it.</summary>
    public YieldKind Kind { get; init; }
}

/// <summary>Asks a shard what it holds, so that a follower of its journal can compare (safety rule 11).</summary>
public sealed record DigestShard;

/// <summary>The answer to <see cref="DigestShard"/>; like every answer it waited for a commit.</summary>
/// <param name="Position">The end of the shard's journal that it is true at.</param>
/// <param name="Digest">What is held there.</param>
public sealed record ShardDigest(JournalPosition Position, LeaseDigest Digest) : IAllocationMessage;
