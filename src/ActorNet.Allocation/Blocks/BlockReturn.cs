using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Blocks;

/// <summary>Blocks on their way back from a shard to the pool.</summary>
/// <param name="Number">The return's number among those of this shard, from 1. The pool takes each number once, in order.</param>
/// <param name="Blocks">The blocks.</param>
/// <param name="EpochFloor">No lease in these blocks had a higher epoch than this.</param>
public sealed record BlockReturn(long Number, ImmutableArray<Prefix> Blocks, Epoch EpochFloor);
