using ActorNet.Agent.Peers;

namespace ActorNet.Agent.Status;

/// <summary>The other nodes.</summary>
/// <param name="Complete">Whether all of them are known: there has been a complete snapshot since the agent started.</param>
/// <param name="Count">How many nodes hold a lease, this one included.</param>
/// <param name="Revision">Up to where they are known.</param>
internal sealed record PeersSection(bool Complete, int Count, long Revision) : IStatusSection
{
    public static PeersSection Of(PeerView peers, long revision) => new(peers.IsComplete, peers.Peers.Length, revision);

    public IEnumerable<(string Name, string Value)> ToRows() =>
        [("nodes", $"{Count}{(Complete ? "" : ", NOT ALL KNOWN YET")} (revision {Revision})")];

    public void Measure(MetricsText metrics)
    {
        metrics.Gauge("actornet_agent_nodes", "Nodes of the pool that hold a lease, this one included.", Count);
        metrics.Gauge("actornet_agent_nodes_complete", "1 once all nodes are known.", Complete ? 1 : 0);
        metrics.Gauge("actornet_agent_nodes_revision", "The revision up to which nodes are known.", Revision);
    }
}
