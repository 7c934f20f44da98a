using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Configuration;

namespace ActorNet.Coordinator.Cluster;

/// <summary>The replica that keeps its journal for itself.</summary>
internal sealed class OnlyReplica(CoordinatorOptions options) : IReplicas
{
    /// <inheritdoc/>
    public IReadOnlyList<Replica> All => [new Replica { Address = options.Listen.ToString(), Self = true, PoolCoordinator = true, Reachable = true }];

    /// <inheritdoc/>
    public string? Problem => null;

    /// <inheritdoc/>
    public bool IsFirst => true;
}
