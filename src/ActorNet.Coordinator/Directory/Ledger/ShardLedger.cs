using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.Directory.Ledger;

/// <summary>What two journals say of the blocks that moved between a pool and one shard: the pool coordinator's and the shard's.</summary>
internal sealed record ShardLedger
{
    /// <summary>Nothing has moved.</summary>
    public static readonly ShardLedger New = new();

    /// <summary>The blocks that are the shard's by the coordinator's journal: granted, and not returned.</summary>
    public BlockSet Account { get; init; } = BlockSet.Empty;

    /// <summary>Granted and not received, by the number of the grant.</summary>
    public ImmutableSortedDictionary<long, ImmutableArray<Prefix>> Coming { get; init; } = ImmutableSortedDictionary<long, ImmutableArray<Prefix>>.Empty;

    /// <summary>Yielded and not returned, by the number of the return.</summary>
    public ImmutableSortedDictionary<long, ImmutableArray<Prefix>> Going { get; init; } = ImmutableSortedDictionary<long, ImmutableArray<Prefix>>.Empty;

    /// <summary>The number of the last grant in the coordinator's journal.</summary>
    public long LastGranted { get; init; }

    /// <summary>The number of the last grant in the shard's journal.</summary>
    public long LastReceived { get; init; }

    /// <summary>The number of the last return in the shard's journal.</summary>
    public long LastYielded { get; init; }

    /// <summary>The number of the last return in the coordinator's journal.</summary>
    public long LastReturned { get; init; }

    /// <summary>No lease in the shard's blocks had a higher epoch before they came to it.</summary>
    public Epoch EpochFloor { get; init; }
}
