using ActorNet.Allocation.Pools;

namespace ActorNet.Coordinator.Configuration;

/// <summary>The pool 'default'.</summary>
/// <param name="Spec">Its settings, complete.</param>
/// <param name="AddressSpaceOrigin">Where its address space or the size of its subnets was given; null when nobody gave them.</param>
internal sealed record DefaultPoolOptions(PoolSpec Spec, string? AddressSpaceOrigin);
