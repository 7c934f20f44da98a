using ActorNet.Agent.DataPlane.Forwarding;
using ActorNet.Agent.DataPlane.Neighbours;
using ActorNet.Agent.DataPlane.Routes;

namespace ActorNet.Agent.DataPlane.Nodes;

/// <summary>What single nodes' changes change.</summary>
internal sealed record NodeChanges(
    IReadOnlyList<EntryChange<DesiredRoute>> Routes,
    IReadOnlyList<EntryChange<DesiredNeighbour>> Neighbours,
    IReadOnlyList<EntryChange<DesiredForwarding>> Forwarding)
{
    public static readonly NodeChanges None = new([], [], []);

    public bool IsEmpty => Routes.Count == 0 && Neighbours.Count == 0 && Forwarding.Count == 0;
}
