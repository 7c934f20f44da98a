using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Hosting;

namespace ActorNet.Coordinator.Pools;

/// <summary>Says what the pool 'default' is to be.</summary>
internal interface IDefaultPoolSource
{
    /// <summary>Its settings.</summary>
    /// <exception cref="StartException">They cannot be had, or are wrong.</exception>
    Task<PoolSpec> ReadAsync(CancellationToken cancellation);
}
