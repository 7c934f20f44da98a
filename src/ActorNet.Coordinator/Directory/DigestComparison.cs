using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;

namespace ActorNet.Coordinator.Directory;

/// <summary>A shard's digest beside the directory's of the same moment.</summary>
/// <param name="Position">The moment, as a position of the shard's journal.</param>
/// <param name="Held">What the shard holds.</param>
/// <param name="Shown">What the directory shows.</param>
internal sealed record DigestComparison(JournalPosition Position, LeaseDigest Held, LeaseDigest Shown)
{
    public bool IsEqual => Held == Shown;
}
