using System.Collections.Immutable;
using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.Directory;

/// <summary>Everything that this replica knows of pools and leases at one revision. Immutable: who has one can go on reading it.</summary>
/// <param name="Revision">Every event up to here is in it; 0 before the first.</param>
/// <param name="Pools">The pools, by name.</param>
/// <param name="Positions">How far each journal has been read.</param>
internal sealed record DirectoryState(
    long Revision,
    ImmutableSortedDictionary<PoolName, DirectoryPool> Pools,
    ImmutableDictionary<string, long> Positions)
{
    public static readonly DirectoryState Empty = new(
        0,
        ImmutableSortedDictionary<PoolName, DirectoryPool>.Empty,
        ImmutableDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>How many leases nodes hold, in all pools.</summary>
    public long HeldLeases => Pools.Values.Sum(pool => (long)pool.Tally.Held);

    /// <summary>Whether everything up to the position is in it.</summary>
    public bool Covers(JournalPosition position) => Positions.GetValueOrDefault(position.PersistenceId) >= position.SequenceNumber;
}
