using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Configuration;

namespace ActorNet.Coordinator.Pools;

/// <summary>The default pool as the options have it.</summary>
internal sealed class ConfiguredPool(CoordinatorOptions options) : IDefaultPoolSource
{
    /// <inheritdoc/>
    public Task<PoolSpec> ReadAsync(CancellationToken cancellation) => Task.FromResult(options.DefaultPool.Spec);
}
