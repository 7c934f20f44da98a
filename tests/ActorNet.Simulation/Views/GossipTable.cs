using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Peers;
using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Running;
using AgentEpoch = ActorNet.Agent.Identity.Epoch;
using AgentNodeId = ActorNet.Agent.Identity.NodeId;

namespace ActorNet.Simulation.Views;

/// <summary>The product's <see cref="PeerTable"/>, told of every change, once or twice, in no order at all (safety rule 10).</summary>
internal sealed class GossipTable(World world, PoolName pool)
{
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(30);

    private readonly Chance chance = world.Chances.Of("gossip", pool.Value);
    private readonly PeerTable table = new();
    private readonly Dictionary<AgentNodeId, long> topOfNode = [];
    private readonly List<(Prefix Ground, long Epoch)> topOfGround = [];
    private DirectoryState state = DirectoryState.Empty;

    public string Name { get; } = $"gossip of {pool}";

    public PoolName Pool => pool;

    public IEnumerable<Peer> Live => table.Live;

    public long TopOf(AgentNodeId node) => topOfNode.GetValueOrDefault(node);

    public long TopOf(Prefix ground) => topOfGround.Where(told => told.Ground.Overlaps(ground)).Select(told => told.Epoch).DefaultIfEmpty().Max();

    /// <summary>Something is written; word of it gets around.</summary>
    public void OnEvent(JournalEvent entry)
    {
        (state, var change) = DirectoryRules.Apply(state, entry);
        if (change is null || change.Pool != pool || !AgentNodeId.TryParse(change.Lease.Node.Value, out var node))
        {
            return;
        }

        var peer = new Peer(node, new AgentEpoch(change.Lease.Epoch.Value), change.Lease.Subnets, null, null, BackendKind.AddressesOnly);
        for (var times = chance.Between(1, 2); times > 0; times--)
        {
            var delay = Latest * (world.HealedAt is not null ? 0 : chance.Fraction() * chance.Fraction());
            world.Queue.Put(world.Now + delay, process: null, () => Take(peer, change.Kind == LeaseEventType.Delete));
        }
    }

    private void Take(Peer peer, bool isDeletion)
    {
        _ = isDeletion ? table.Delete(peer) : table.Put(peer);
        topOfNode[peer.Node] = Math.Max(TopOf(peer.Node), peer.Epoch.Value);
        foreach (var subnet in peer.Subnets)
        {
            topOfGround.RemoveAll(told => subnet.Contains(told.Ground) && told.Epoch <= peer.Epoch.Value);
            topOfGround.Add((subnet, peer.Epoch.Value));
        }

        world.Rules.OnTold(this);
    }
}
