using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Peers;

/// <summary>
/// Which node holds what, by <c>safety.md</c> rule 10: of two claims by one node or to one address the higher epoch wins, in whatever order they come. A claim to several subnets can lose one of them
/// and keep the others: what a node has left may be another one's before its own change is heard of.
/// </summary>
internal sealed class PeerTable
{
    /// <summary>How many ended claims are remembered, for late events of lower epochs. A stream is ordered, so that few would do; none would be a bet.</summary>
    private const int EndedKept = 16_384;

    private readonly Dictionary<NodeId, Entry> _nodes = [];
    private readonly ClaimIndex _index = new();
    private readonly Queue<Peer> _ended = new();

    /// <summary>The live claims, each to the subnets that it has not lost, in no order.</summary>
    public IEnumerable<Peer> Live => _nodes.Values.Where(entry => entry.IsLive).Select(entry => entry.Live);

    /// <summary>Takes a claim. True if that changed what is live.</summary>
    public bool Put(Peer peer) => Take(peer, isLive: true);

    /// <summary>Ends a claim, and everything of the node with a lower epoch. True if that changed what is live.</summary>
    public bool Delete(Peer peer) => Take(peer, isLive: false);

    private bool Take(Peer peer, bool isLive)
    {
        var isNews = !_nodes.TryGetValue(peer.Node, out var known) || Outranks(peer, isLive, known);

        // A claim that is old news of its node still says that whoever claimed this ground before it does not have it any more.
        var hasEvicted = false;
        var ground = peer.Subnets.RemoveAll(subnet => !Occupy(subnet, peer, ref hasEvicted));
        if (!isNews)
            return hasEvicted;

        if (known.IsLive && known.Peer.Epoch < peer.Epoch)
            Remember(known.Peer);
        if (!isLive)
            ground = [];
        else if (known.IsLive && known.Peer.Epoch == peer.Epoch)
            ground = ground.RemoveAll(subnet => !known.Ground.Contains(subnet));
        if (ground.IsEmpty)
            Remember(peer);
        _nodes[peer.Node] = new Entry(peer, ground);
        return hasEvicted || !ground.IsEmpty || known.IsLive;
    }

    /// <summary>Gives the ground to the claim, unless somebody has a better one. <paramref name="hasEvicted"/> becomes true if a live claim of another node has lost it.</summary>
    private bool Occupy(Prefix subnet, Peer peer, ref bool hasEvicted)
    {
        var rivals = _index.Overlapping(subnet);
        if (rivals.Exists(rival => rival.Claim.Node == peer.Node ? rival.Claim.Epoch > peer.Epoch : rival.Claim.Epoch >= peer.Epoch))
            return false;

        foreach (var (prefix, claim) in rivals)
        {
            _index.Remove(prefix);
            if (claim.Node == peer.Node || !_nodes.TryGetValue(claim.Node, out var rival) || !rival.Ground.Contains(prefix))
                continue; // an ended claim, or one that its node does not have any more

            var left = new Entry(rival.Peer, rival.Ground.Remove(prefix));
            _nodes[claim.Node] = left;
            if (!left.IsLive)
                Remember(left.Peer);
            hasEvicted = true;
        }

        _index.Add(subnet, new ClaimIndex.Claim(peer.Node, peer.Epoch));
        return true;
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
    private static bool Outranks(Peer peer, bool isLive, Entry known) =>
        peer.Epoch > known.Peer.Epoch
        || (peer.Epoch == known.Peer.Epoch && known.IsLive && (!isLive || peer.Subnets.AsSpan().SequenceEqual(known.Peer.Subnets.AsSpan())));

    /// <summary>The latest claim of a node, as it was told.</summary>
    /// <param name="Peer">The claim.</param>
    /// <param name="Ground">Those of its subnets that it has; none where it has ended, or has lost them all.</param>
    private readonly record struct Entry(Peer Peer, ImmutableArray<Prefix> Ground)
    {
        public bool IsLive => !Ground.IsDefaultOrEmpty;

        /// <summary>The claim to what it has; the same object for as long as nothing of it changes, so that whoever follows many nodes finds the changed ones cheaply.</summary>
        public Peer Live { get; } = Ground.IsDefaultOrEmpty || Ground.Length == Peer.Subnets.Length ? Peer : Peer with { Subnets = Ground };
    }
}
