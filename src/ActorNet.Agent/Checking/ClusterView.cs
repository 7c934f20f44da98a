using System.Collections.Frozen;
using System.Collections.Immutable;
using ActorNet.Agent.Peers;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Checking;

/// <summary>What the coordinators say of this node's pool.</summary>
/// <param name="Own">This node's lease; null for none.</param>
/// <param name="Peers">What the other nodes hold.</param>
/// <param name="Silent">Those of them that the coordinators have not heard of lately.</param>
/// <param name="Fault">Why nothing is known; null where it is.</param>
internal sealed record ClusterView(Lease? Own, ImmutableArray<Peer> Peers, FrozenSet<Identity.NodeId> Silent, string? Fault)
{
    public static ClusterView Unknown(string fault) => new(null, [], FrozenSet<Identity.NodeId>.Empty, fault);
}
