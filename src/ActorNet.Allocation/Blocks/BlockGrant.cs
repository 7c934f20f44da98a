using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Blocks;

/// <summary>Blocks on their way from the pool to a shard.</summary>
/// <param name="Number">The grant's number among those to this shard, from 1. The shard takes each number once, in order.</param>
/// <param name="Blocks">The blocks.</param>
/// <param name="EpochFloor">No lease in these blocks had a higher epoch than this.</param>
public sealed record BlockGrant(long Number, ImmutableArray<Prefix> Blocks, Epoch EpochFloor)
{
    /// <summary>The reservation that the blocks are set aside for: they are the pin of one of the shard's nodes. 0: they are the pool's free space.</summary>
    public long Reservation { get; init; }

    /// <summary>Whether they are out of the pool's headroom: only for nodes that it is kept for, until they come back.</summary>
    public bool IsKept { get; init; }
}
