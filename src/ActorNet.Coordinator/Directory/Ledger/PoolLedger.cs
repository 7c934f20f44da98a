using System.Collections.Immutable;

namespace ActorNet.Coordinator.Directory.Ledger;

/// <summary>
/// What the journals say of a pool's blocks, kept beside what the shards own so that the one can be compared with the other. Persistent: what
/// is looked at is of one revision.
/// </summary>
internal sealed record PoolLedger
{
    /// <summary>How many faults are kept, the first ones: each is one too many.</summary>
    public const int MaxFaults = 100;

    /// <summary>A pool whose blocks have not moved.</summary>
    public static readonly PoolLedger New = new();

    /// <summary>Events that cannot follow those before them, oldest first, at most <see cref="MaxFaults"/>.</summary>
    public ImmutableList<JournalFault> Faults { get; private init; } = [];

    /// <summary>The shards that blocks ever moved to, by number.</summary>
    public ImmutableSortedDictionary<int, ShardLedger> Shards { get; private init; } = ImmutableSortedDictionary<int, ShardLedger>.Empty;

    public ShardLedger Shard(int index) => Shards.GetValueOrDefault(index, ShardLedger.New);

    public PoolLedger With(int index, ShardLedger shard) => this with { Shards = Shards.SetItem(index, shard) };

    public PoolLedger With(JournalFault fault) => Faults.Count < MaxFaults ? this with { Faults = Faults.Add(fault) } : this;
}
