using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.Directory.Ledger;

/// <summary>An event that cannot follow those before it: two writers, or a rule that was broken.</summary>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Shard">The shard that it is about.</param>
/// <param name="Position">Its place in its journal.</param>
/// <param name="Revision">Its place in the order of all events.</param>
/// <param name="Found">What it says.</param>
/// <param name="Expected">What it should say.</param>
internal sealed record JournalFault(JournalFaultKind Kind, ShardKey Shard, JournalPosition Position, long Revision, string Found, string Expected)
{
    /// <summary>The node that it is about; empty: it is about blocks.</summary>
    public string Node { get; init; } = string.Empty;
}

/// <summary>What is wrong with an event.</summary>
internal enum JournalFaultKind
{
    /// <summary>A grant's epoch is not above all before it in the shard.</summary>
    EpochNotHigher,

    /// <summary>A lease is granted by a shard that is not the node's.</summary>
    NodeOfOtherShard,

    /// <summary>A block move's number is not the next one.</summary>
    MoveOutOfOrder,

    /// <summary>One end of a block move has other blocks than the other end.</summary>
    MoveDiffers,
}
