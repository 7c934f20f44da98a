using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.History;

/// <summary>What is kept of a node in one pool.</summary>
internal sealed class NodePast(PoolGeneration pool, NodeId name)
{
    /// <summary>No event.</summary>
    public const long None = -1;

    public PoolGeneration Pool => pool;

    public NodeId Name => name;

    /// <summary>The position of its last event, from which those before it are found; <see cref="None"/> before the first.</summary>
    public long LastEvent { get; set; } = None;

    /// <summary>Its tenancy that is held or in quarantine; null: there is none.</summary>
    public Tenancy? Present { get; set; }
}
