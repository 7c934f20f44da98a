using System.Collections.Immutable;
using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.Directory;

/// <summary>What the directory shows of a shard.</summary>
/// <param name="Blocks">The blocks that it owns: received, and not yielded.</param>
/// <param name="HighestEpoch">The highest epoch that it has given.</param>
/// <param name="Held">How many leases nodes hold.</param>
/// <param name="Quarantined">How many leases are quarantined.</param>
internal sealed record DirectoryShard(BlockSet Blocks, Epoch HighestEpoch, int Held, int Quarantined)
{
    /// <summary>One that has not written anything.</summary>
    public static readonly DirectoryShard New = new(BlockSet.Empty, Epoch.None, 0, 0);

    /// <summary>The numbers of the reservations whose ranges it withholds.</summary>
    public ImmutableHashSet<long> Withheld { get; init; } = [];

    /// <summary>Counts what a node has now in place of what it had before.</summary>
    public DirectoryShard Replace(DirectoryLease? before, DirectoryLease? after) => this with
    {
        HighestEpoch = Epoch.Max(HighestEpoch, after?.Epoch ?? Epoch.None),
        Held = Held + CountHeld(after) - CountHeld(before),
        Quarantined = Quarantined + CountQuarantined(after) - CountQuarantined(before),
    };

    private static int CountHeld(DirectoryLease? lease) => lease is { IsHeld: true } ? 1 : 0;

    private static int CountQuarantined(DirectoryLease? lease) => lease is { IsHeld: false } ? 1 : 0;
}
