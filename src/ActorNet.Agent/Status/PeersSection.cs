using ActorNet.Agent.Peers;

namespace ActorNet.Agent.Status;

/// <summary>The other nodes.</summary>
/// <param name="Complete">Whether all of them are known: there has been a complete snapshot since the agent started.</param>
/// <param name="Count">How many nodes hold a lease, this one included.</param>
/// <param name="Revision">Up to where they are known.</param>
/// <param name="Refused">How often a coordinator told what cannot be, since the agent started.</param>
/// <param name="LatestRefusal">The last of that; null: there was none.</param>
internal sealed record PeersSection(bool Complete, int Count, long Revision, long Refused, string? LatestRefusal) : IStatusSection
{
    public static PeersSection Of(PeerView peers, long revision, Refusals refusals) => new(peers.IsComplete, peers.Peers.Length, revision, refusals.Count, refusals.Latest);

    public IEnumerable<(string Name, string Value)> ToRows() =>
    [
        ("nodes", $"{Count}{(Complete ? "" : ", NOT ALL KNOWN YET")} (revision {Revision})"),
        .. Refused == 0 ? [] : new[] { ("refused", $"{Refused} leases of nodes that cannot be, the last time: {LatestRefusal}") },
    ];

    public void Measure(MetricsText metrics)
    {
        metrics.Gauge("actornet_agent_nodes", "Nodes of the pool that hold a lease, this one included.", Count);
        metrics.Gauge("actornet_agent_nodes_complete", "1 once all nodes are known.", Complete ? 1 : 0);
        metrics.Gauge("actornet_agent_nodes_revision", "The revision up to which nodes are known.", Revision);
        metrics.Counter("actornet_agent_nodes_refused_total", "Leases of nodes that coordinators told of and that cannot be.", Refused);
    }
}
