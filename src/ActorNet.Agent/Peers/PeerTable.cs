using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Peers;

/// <summary>Which node holds what, by <c>safety.md</c> rule 10: of two claims by one node or to one address the higher epoch wins, in whatever order they come.</summary>
internal sealed class PeerTable
{
    private readonly Dictionary<NodeId, (Peer Peer, bool IsLive)> _nodes = [];
    private readonly ClaimIndex _index = new();

    /// <summary>The live claims, in no order.</summary>
    public IEnumerable<Peer> Live => _nodes.Values.Where(entry => entry.IsLive).Select(entry => entry.Peer);

    /// <summary>Takes a claim. False if a higher or equally high one stands against it.</summary>
    public bool Put(Peer peer) => Take(peer, isLive: true);

    /// <summary>Ends a claim, and everything of the node with a lower epoch. False if a higher one stands against it.</summary>
    public bool Delete(Peer peer) => Take(peer, isLive: false);

    private bool Take(Peer peer, bool isLive)
    {
        if (_nodes.TryGetValue(peer.Node, out var known) && !Outranks(peer, isLive, known))
            return false;

        var rivals = peer.Subnets.SelectMany(_index.Overlapping).ToList();
        if (rivals.Exists(rival => rival.Claim.Node == peer.Node ? rival.Claim.Epoch > peer.Epoch : rival.Claim.Epoch >= peer.Epoch))
            return false;

        foreach (var (prefix, claim) in rivals)
        {
            _index.Remove(prefix);
            if (_nodes.TryGetValue(claim.Node, out var rival) && rival.Peer.Epoch == claim.Epoch)
                _nodes.Remove(claim.Node);
        }

        foreach (var subnet in peer.Subnets)
            _index.Add(subnet, new ClaimIndex.Claim(peer.Node, peer.Epoch));
        _nodes[peer.Node] = (peer, isLive);
        return true;
    }

    /// <summary>Within an epoch attributes may change and the claim may end; it cannot come back, nor be to other subnets.</summary>
    private static bool Outranks(Peer peer, bool isLive, (Peer Peer, bool IsLive) known) =>
        peer.Epoch > known.Peer.Epoch
        || (peer.Epoch == known.Peer.Epoch
            && (known.IsLive || !isLive)
            && peer.Subnets.AsSpan().SequenceEqual(known.Peer.Subnets.AsSpan()));
}
