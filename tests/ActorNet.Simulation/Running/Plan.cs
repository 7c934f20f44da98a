using System.Collections.Immutable;
using ActorNet.Simulation.Faults;

namespace ActorNet.Simulation.Running;

/// <summary>What to run: a seed, and how much of it. Nothing but this decides what happens.</summary>
/// <param name="Seed">The seed.</param>
internal sealed record Plan(long Seed)
{
    /// <summary>Kinds of faults that are switched off.</summary>
    public ImmutableHashSet<Fault> Without { get; init; } = [];

    /// <summary>No more nodes than that, for each pool.</summary>
    public int MostNodes { get; init; } = int.MaxValue;
}
