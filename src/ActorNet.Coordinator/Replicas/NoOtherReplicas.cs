using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Replicas.Wire;

namespace ActorNet.Coordinator.Replicas;

/// <summary>This is the only one.</summary>
internal sealed class NoOtherReplicas : IOtherReplicas
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplicaAnswer<PoolState>>> DescribeAsync(DirectoryPool pool, long revision, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ReplicaAnswer<PoolState>>>([]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplicaAnswer<IReadOnlyList<AttestedNode>>>> ListAttestationsAsync(PoolName pool, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ReplicaAnswer<IReadOnlyList<AttestedNode>>>>([]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplicaAnswer<RouteSightings>>> FindRoutesAsync(IReadOnlyList<Prefix> ranges, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ReplicaAnswer<RouteSightings>>>([]);
}
