using System.Collections.Immutable;
using ActorNet.Addressing;

namespace ActorNet.Coordinator.History;

/// <summary>A pool as it was at one time.</summary>
/// <param name="pool">Which pool.</param>
/// <param name="cidrs">Its address space then.</param>
internal sealed class PoolShape(PoolGeneration pool, ImmutableArray<Prefix> cidrs) : Subject
{
    public PoolGeneration Pool => pool;

    public ImmutableArray<Prefix> Cidrs => cidrs;
}
