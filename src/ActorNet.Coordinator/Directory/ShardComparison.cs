using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.Directory;

/// <summary>What came of comparing a shard with the directory.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Outcome">How far it went.</param>
/// <param name="Position">The end of the shard's journal by its answer; meaningless where it gave none.</param>
/// <param name="Digests">Both sides; null where they could not be compared.</param>
internal sealed record ShardComparison(ShardKey Shard, ShardComparisonOutcome Outcome, JournalPosition Position, DigestComparison? Digests);

/// <summary>How far a comparison went.</summary>
internal enum ShardComparisonOutcome
{
    /// <summary>To its end.</summary>
    Compared,

    /// <summary>The shard does not answer.</summary>
    Silent,

    /// <summary>The directory did not read that far in time.</summary>
    NotRead,

    /// <summary>The directory is far ahead of the answer, and does not have that state any more.</summary>
    Forgotten,
}
