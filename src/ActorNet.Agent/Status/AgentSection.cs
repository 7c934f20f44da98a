using System.Collections.Immutable;

namespace ActorNet.Agent.Status;

/// <summary>The agent as a whole.</summary>
/// <param name="Node">The node's id.</param>
/// <param name="Version">The agent's version.</param>
/// <param name="Backend">How other nodes are reached.</param>
/// <param name="Interface">The interface to them; null: none.</param>
/// <param name="PublicAddresses">This node's addresses among them.</param>
/// <param name="Coordinators">The coordinators, as the options name them.</param>
/// <param name="Obstacles">Why the node is not ready; empty: it is.</param>
/// <param name="Stuck">The loops that hang; empty: the agent lives.</param>
internal sealed record AgentSection(
    string Node,
    string Version,
    string Backend,
    string? Interface,
    ImmutableArray<string> PublicAddresses,
    ImmutableArray<string> Coordinators,
    ImmutableArray<string> Obstacles,
    ImmutableArray<string> Stuck) : IStatusSection
{
    public bool Ready => Obstacles.IsEmpty;

    public bool Alive => Stuck.IsEmpty;

    public IEnumerable<(string Name, string Value)> ToRows() =>
    [
        ("node", Node),
        ("agent", $"{Version}, {(Alive ? "all loops turn" : $"HANGING: {Wording.Join(Stuck)}")}"),
        ("ready", Ready ? "yes" : $"NO: {string.Join("; ", Obstacles)}"),
        ("backend", $"{Backend} on {Interface ?? "no interface"} ({Wording.Join(PublicAddresses)})"),
        ("coordinators", Wording.Join(Coordinators)),
    ];

    public void Measure(MetricsText metrics)
    {
        metrics.Gauge("actornet_agent_info", "The agent, always 1.", 1, ("node", Node), ("version", Version), ("backend", Backend));
        metrics.Gauge("actornet_agent_alive", "1 while all loops of the agent turn.", Alive ? 1 : 0);
        metrics.Gauge("actornet_agent_ready", "1 while the node holds a lease and the host is what it says.", Ready ? 1 : 0);
    }
}
