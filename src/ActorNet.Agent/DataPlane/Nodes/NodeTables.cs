using System.Net;
using ActorNet.Agent.DataPlane.Forwarding;
using ActorNet.Agent.DataPlane.Neighbours;
using ActorNet.Agent.DataPlane.Routes;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Peers;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Nodes;

/// <summary>
/// What all other nodes make on this one. A change of one of them is found by comparing references, and costs only what that node makes; of all the others nothing is
/// computed, and nothing is asked of the kernel.
/// </summary>
internal sealed class NodeTables
{
    private readonly Dictionary<NodeId, Known> _nodes = [];
    private readonly Dictionary<MacAddress, List<Peer>> _claimants = [];
    private readonly EntryTable<IPNetwork, DesiredRoute> _routes = new(route => route.Destination.ToIPNetwork());
    private readonly EntryTable<(Way Way, IPAddress Destination), DesiredNeighbour> _neighbours = new(neighbour => (neighbour.Way, neighbour.Destination));
    private readonly EntryTable<(Way Way, MacAddress Mac), DesiredForwarding> _forwarding = new(forwarding => (forwarding.Way, forwarding.Mac));
    private readonly HashSet<Known> _troubled = [];
    private Vantage? _vantage;
    private bool _areAll;
    private int _round;

    /// <summary>What they make together. It stays true through later updates, of which it shows the result.</summary>
    public DesiredTables Tables => new(_routes.All, _neighbours.All, _forwarding.All, _areAll);

    /// <summary>How many subnets of other nodes get no route.</summary>
    public int Refused { get; private set; }

    /// <summary>Subnets that get no route, with the reasons, and what is odd.</summary>
    public IEnumerable<Problem> Problems => _troubled.SelectMany(node => node.Entries.Refusals.Concat(node.Entries.Notes));

    /// <summary>Takes what is known of the other nodes now.</summary>
    /// <returns>What that changes; null: everything may have.</returns>
    public NodeChanges? Update(PeerView view, Vantage vantage)
    {
        var isAnew = !vantage.IsSameAs(_vantage) || view.IsComplete != _areAll;
        if (isAnew)
            Clear();
        (_vantage, _areAll) = (vantage, view.IsComplete);

        var affected = FindChanged(view);
        foreach (var known in affected)
            Withdraw(known);
        foreach (var known in affected.Where(known => known.Round == _round))
            Enter(known);

        var changes = new NodeChanges(_routes.TakeChanges(), _neighbours.TakeChanges(), _forwarding.TakeChanges());
        return isAnew ? null : changes;
    }

    /// <summary>The nodes whose entries may be others now: those that changed, and those that share a link-layer address with one that did.</summary>
    private HashSet<Known> FindChanged(PeerView view)
    {
        var affected = new HashSet<Known>();
        _round++;
        foreach (var peer in view.Peers)
        {
            if (!_nodes.TryGetValue(peer.Node, out var known))
                _nodes.Add(peer.Node, known = new Known());
            known.Round = _round;
            if (!ReferenceEquals(known.Peer, peer))
                Replace(known, peer, affected);
        }

        if (_nodes.Count > view.Peers.Length)
        {
            foreach (var (node, known) in _nodes.Where(node => node.Value.Round != _round).ToList())
            {
                _nodes.Remove(node);
                Replace(known, null, affected);
            }
        }

        return affected;
    }

    private void Replace(Known known, Peer? peer, HashSet<Known> affected)
    {
        if (peer is not null && peer.Equals(known.Peer))
        {
            known.Peer = peer;
            return;
        }

        if (known.Peer is { Tunnel: { } before })
            Unclaim(before, known.Peer, affected);
        known.Peer = peer ?? known.Peer;
        affected.Add(known);
        if (peer is { Tunnel: { } tunnel })
            Claim(tunnel, peer, affected);
    }

    private void Claim(TunnelEnd tunnel, Peer peer, HashSet<Known> affected)
    {
        foreach (var mac in MacsOf(tunnel))
        {
            if (!_claimants.TryGetValue(mac, out var peers))
                _claimants.Add(mac, peers = []);
            peers.Add(peer);
            Affect(peers, affected);
        }
    }

    private void Unclaim(TunnelEnd tunnel, Peer peer, HashSet<Known> affected)
    {
        foreach (var mac in MacsOf(tunnel))
        {
            if (!_claimants.TryGetValue(mac, out var peers))
                continue;

            peers.RemoveAll(other => other.Node == peer.Node);
            Affect(peers, affected);
            if (peers.Count == 0)
                _claimants.Remove(mac);
        }
    }

    private void Affect(List<Peer> peers, HashSet<Known> affected)
    {
        foreach (var peer in peers)
        {
            if (_nodes.TryGetValue(peer.Node, out var known))
                affected.Add(known);
        }
    }

    private static IEnumerable<MacAddress> MacsOf(TunnelEnd tunnel) => tunnel.Mac == tunnel.MacOverIPv6 ? [tunnel.Mac] : [tunnel.Mac, tunnel.MacOverIPv6];

    /// <summary>Of two nodes with the same link-layer address the one with the higher epoch has it (<c>safety.md</c> rule 10).</summary>
    private Peer? BetterThan(Peer peer) => peer.Tunnel is not { } tunnel
        ? null
        : MacsOf(tunnel)
            .SelectMany(mac => _claimants.GetValueOrDefault(mac) ?? [])
            .FirstOrDefault(other => other.Node != peer.Node
                && (other.Epoch > peer.Epoch || (other.Epoch == peer.Epoch && string.CompareOrdinal(other.Node.Value, peer.Node.Value) < 0)));

    private void Withdraw(Known known)
    {
        foreach (var route in known.Entries.Routes)
            _routes.Remove(route);
        foreach (var neighbour in known.Entries.Neighbours)
            _neighbours.Remove(neighbour);
        foreach (var forwarding in known.Entries.Forwarding)
            _forwarding.Remove(forwarding);
        Refused -= known.Entries.Refusals.Length;
        _troubled.Remove(known);
        known.Entries = NodeEntries.None;
    }

    private void Enter(Known known)
    {
        known.Entries = NodeRules.EntriesOf(known.Peer!, _vantage!, BetterThan(known.Peer!));
        foreach (var route in known.Entries.Routes)
            _routes.Put(route);
        foreach (var neighbour in known.Entries.Neighbours)
            _neighbours.Put(neighbour);
        foreach (var forwarding in known.Entries.Forwarding)
            _forwarding.Put(forwarding);
        Refused += known.Entries.Refusals.Length;
        if (!known.Entries.Refusals.IsEmpty || !known.Entries.Notes.IsEmpty)
            _troubled.Add(known);
    }

    private void Clear()
    {
        _nodes.Clear();
        _claimants.Clear();
        _routes.Clear();
        _neighbours.Clear();
        _forwarding.Clear();
        _troubled.Clear();
        Refused = 0;
    }

    /// <summary>A node as it was seen last, and what it makes.</summary>
    private sealed class Known
    {
        public Peer? Peer { get; set; }

        public NodeEntries Entries { get; set; } = NodeEntries.None;

        /// <summary>The round in which it was seen last.</summary>
        public int Round { get; set; }
    }
}
