using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.History;

/// <summary>One of the pools that had a name.</summary>
internal sealed class PoolGeneration
{
    public PoolGeneration(PoolName name, long generation, ImmutableArray<Prefix> cidrs)
    {
        (Name, Generation) = (name, generation);
        Shape = new PoolShape(this, cidrs);
    }

    public PoolName Name { get; }

    /// <summary>Which pool of that name, from 1.</summary>
    public long Generation { get; }

    /// <summary>The pool as it was last made or changed.</summary>
    public PoolShape Shape { get; private set; }

    /// <summary>Whether it is gone.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Its nodes of which something is kept.</summary>
    public Dictionary<NodeId, NodePast> Nodes { get; } = [];

    /// <summary>The tenancies that ended because this pool took the place of the one before; forgotten together with its creation.</summary>
    public ImmutableArray<Tenancy> EndedBefore { get; set; } = [];

    /// <summary>The tenancies that ended because this pool was deleted; forgotten together with its deletion.</summary>
    public ImmutableArray<Tenancy> EndedWith { get; set; } = [];

    /// <summary>Takes another address space; what was told of it before stays as it was.</summary>
    public void Reshape(ImmutableArray<Prefix> space)
    {
        if (!Shape.Cidrs.SequenceEqual(space))
        {
            Shape = new PoolShape(this, space);
        }
    }
}
