using System.Collections.Immutable;
using ActorNet.Agent.DataPlane.Forwarding;
using ActorNet.Agent.DataPlane.Neighbours;
using ActorNet.Agent.DataPlane.Routes;

namespace ActorNet.Agent.DataPlane.Nodes;

/// <summary>What one other node makes on this one.</summary>
/// <param name="Routes">A route for each of its subnets that can be reached.</param>
/// <param name="Neighbours">Its side of the tunnels.</param>
/// <param name="Forwarding">Where the tunnels find it.</param>
/// <param name="Refusals">Subnets that get no route, and why.</param>
/// <param name="Notes">What is odd and does no harm.</param>
internal sealed record NodeEntries(
    ImmutableArray<DesiredRoute> Routes,
    ImmutableArray<DesiredNeighbour> Neighbours,
    ImmutableArray<DesiredForwarding> Forwarding,
    ImmutableArray<Problem> Refusals,
    ImmutableArray<Problem> Notes)
{
    public static readonly NodeEntries None = new([], [], [], [], []);
}
