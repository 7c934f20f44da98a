using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Cluster;

/// <summary>The replicas as this one sees them.</summary>
internal interface IReplicas
{
    /// <summary>All, by address.</summary>
    IReadOnlyList<Replica> All { get; }

    /// <summary>Why this one is cut off from the others; null when it is not.</summary>
    string? Problem { get; }

    /// <summary>Whether this one looks after what one replica has to.</summary>
    bool IsFirst { get; }
}
