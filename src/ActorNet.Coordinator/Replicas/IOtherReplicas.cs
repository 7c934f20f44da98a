using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Replicas.Wire;

namespace ActorNet.Coordinator.Replicas;

/// <summary>Asks all replicas but this one.</summary>
internal interface IOtherReplicas
{
    /// <summary>What their memories have of a pool at a revision.</summary>
    Task<IReadOnlyList<ReplicaAnswer<PoolState>>> DescribeAsync(DirectoryPool pool, long revision, CancellationToken cancellation);

    /// <summary>What nodes of a pool attested over them.</summary>
    Task<IReadOnlyList<ReplicaAnswer<IReadOnlyList<AttestedNode>>>> ListAttestationsAsync(PoolName pool, CancellationToken cancellation);

    /// <summary>Which nodes told them of routes of their hosts to this space.</summary>
    Task<IReadOnlyList<ReplicaAnswer<RouteSightings>>> FindRoutesAsync(IReadOnlyList<Prefix> ranges, CancellationToken cancellation);
}

/// <summary>One replica's answer.</summary>
/// <param name="Replica">Its address, as in <c>Replica.address</c>.</param>
/// <param name="Value">What it says; null where it does not.</param>
/// <param name="Failure">Why it does not; empty where it does.</param>
/// <param name="HasAnswered">Whether it said at least why.</param>
internal sealed record ReplicaAnswer<T>(string Replica, T? Value, string Failure, bool HasAnswered)
    where T : class;
