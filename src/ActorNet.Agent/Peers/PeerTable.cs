using ActorNet.Addressing;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Peers;

/// <summary>Which node holds what, by <c>safety.md</c> rule 10: of two claims by one node or to one address the higher epoch wins, in whatever order they come.</summary>
internal sealed class PeerTable
{
    /// <summary>How many ended claims are remembered, for late events of lower epochs. A stream is ordered, so that few would do; none would be a bet.</summary>
    private const int EndedKept = 16_384;

    private readonly Dictionary<NodeId, (Peer Peer, bool IsLive)> _nodes = [];
    private readonly ClaimIndex _index = new();
    private readonly Queue<Peer> _ended = new();

    /// <summary>The live claims, in no order.</summary>
    public IEnumerable<Peer> Live => _nodes.Values.Where(entry => entry.IsLive).Select(entry => entry.Peer);

    /// <summary>Takes a claim. True if that changed what is live.</summary>
    public bool Put(Peer peer) => Take(peer, isLive: true);

    /// <summary>Ends a claim, and everything of the node with a lower epoch. True if that changed what is live.</summary>
    public bool Delete(Peer peer) => Take(peer, isLive: false);

    private bool Take(Peer peer, bool isLive)
    {
        var isNews = !_nodes.TryGetValue(peer.Node, out var known) || Outranks(peer, isLive, known);
        var rivals = peer.Subnets.SelectMany(_index.Overlapping).ToList();
        var isBeaten = rivals.Exists(rival => rival.Claim.Node == peer.Node ? rival.Claim.Epoch > peer.Epoch : rival.Claim.Epoch >= peer.Epoch);

        // A claim that is old news of its node still says that whoever claimed this ground before it does not have it any more.
        var hasEvicted = !isBeaten && Occupy(peer, rivals);
        if (!isNews)
            return hasEvicted;

        if (known is { IsLive: true } && known.Peer.Epoch < peer.Epoch)
            Remember(known.Peer);
        var becomesLive = isLive && !isBeaten;
        if (!becomesLive)
            Remember(peer);
        _nodes[peer.Node] = (peer, becomesLive);
        return hasEvicted || becomesLive || known.IsLive;
    }

    /// <summary>Gives the ground to the claim. True if a live claim of another node has lost it, and with it all that it was.</summary>
    private bool Occupy(Peer peer, List<(Prefix Prefix, ClaimIndex.Claim Claim)> rivals)
    {
        var hasEvicted = false;
        foreach (var (prefix, claim) in rivals)
        {
            _index.Remove(prefix);
            if (claim.Node == peer.Node || !_nodes.TryGetValue(claim.Node, out var rival) || !rival.IsLive || rival.Peer.Epoch != claim.Epoch)
                continue;

            _nodes[claim.Node] = (rival.Peer, false);
            Remember(rival.Peer);
            hasEvicted = true;
        }

        foreach (var subnet in peer.Subnets)
            _index.Add(subnet, new ClaimIndex.Claim(peer.Node, peer.Epoch));
        return hasEvicted;
    }

    private void Remember(Peer ended)
    {
        _ended.Enqueue(ended);
        if (_ended.Count <= EndedKept)
            return;

        var oldest = _ended.Dequeue();
        foreach (var subnet in oldest.Subnets)
            _index.Remove(subnet, new ClaimIndex.Claim(oldest.Node, oldest.Epoch));
        if (_nodes.TryGetValue(oldest.Node, out var entry) && !entry.IsLive && entry.Peer.Epoch == oldest.Epoch)
            _nodes.Remove(oldest.Node);
    }

    /// <summary>Within an epoch attributes may change and the claim may end; it cannot come back, nor be to other subnets.</summary>
    private static bool Outranks(Peer peer, bool isLive, (Peer Peer, bool IsLive) known) =>
        peer.Epoch > known.Peer.Epoch
        || (peer.Epoch == known.Peer.Epoch && known.IsLive && (!isLive || peer.Subnets.AsSpan().SequenceEqual(known.Peer.Subnets.AsSpan())));
}
