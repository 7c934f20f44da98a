using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.History;

/// <summary>One of the pools that had a name.</summary>
/// <param name="name">The name.</param>
/// <param name="generation">Which pool of that name, from 1.</param>
/// <param name="cidrs">Its address space when it was made.</param>
internal sealed class PoolGeneration(PoolName name, long generation, ImmutableArray<Prefix> cidrs) : Subject
{
    public PoolName Name => name;

    public long Generation => generation;

    public ImmutableArray<Prefix> Cidrs => cidrs;

    /// <summary>Whether it is gone.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Its nodes of which something is kept.</summary>
    public Dictionary<NodeId, NodePast> Nodes { get; } = [];

    /// <summary>The tenancies that ended because this pool took the place of the one before; forgotten together with its creation.</summary>
    public ImmutableArray<Tenancy> EndedBefore { get; set; } = [];
}
