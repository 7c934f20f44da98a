using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Attestations;

/// <summary>What a node said last of what it really has, and what the replica that heard it knew at that moment.</summary>
/// <param name="Pool">The pool of its lease.</param>
/// <param name="Generation">Which pool of that name.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The epoch that it renewed with the same request.</param>
/// <param name="Attestation">What it said.</param>
/// <param name="Age">How long ago it was heard.</param>
/// <param name="SeenRevision">The revision of the replica's directory when it was heard: a lease that changed later was not known to the node.</param>
/// <param name="SettledRevision">The revision that the replica's directory had a good while before that; 0: it was not running then.</param>
internal sealed record AttestedNode(
    PoolName Pool,
    long Generation,
    NodeId Node,
    Epoch Epoch,
    NodeAttestation Attestation,
    TimeSpan Age,
    long SeenRevision,
    long SettledRevision);
