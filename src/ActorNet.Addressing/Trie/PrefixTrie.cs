using static ActorNet.Addressing.Trie.TrieNodes;

namespace ActorNet.Addressing.Trie;

/// <summary>
/// A path-compressed binary trie of disjoint prefixes, free or quarantined. Free buddies are one leaf. n prefixes take n leaves
/// and n − 1 branches; no path is longer than the address is wide.
/// </summary>
internal sealed class PrefixTrie(int width)
{
    private readonly TrieNodes _nodes = new(width);
    private int _root = None;

    public Tally Tally => _nodes.Tally;

    public int Count => _nodes.LeafCount;

    /// <summary>Nodes looked at since the beginning: what the cost of an operation is measured by.</summary>
    public long Visits => _nodes.Visits;

    /// <summary>Adds a prefix that overlaps nothing here; free (place 0) it merges with its buddy, as far as that goes.</summary>
    public void Add(UInt128 bits, int length, ulong place)
    {
        Invariant.Holds(!Overlaps(bits, length), "what is added overlaps nothing");
        var nearest = _root == None ? bits : _nodes.Leaf(NearestLeaf(bits)).Bits;
        _root = Insert(_root, _nodes.NewLeaf(bits, length, place), bits, AddressBits.CommonLength(nearest, bits));
    }

    /// <summary>Removes a prefix that is wholly here; what it cuts from a larger leaf stays as it was, free or at its place.</summary>
    public void Remove(UInt128 bits, int length)
    {
        Invariant.Holds(Covers(bits, length), "what is removed is wholly here");
        _root = Remove(_root, bits, length);
    }

    /// <summary>The same where it may not be wholly here: false then, and nothing is removed.</summary>
    public bool TryRemove(UInt128 bits, int length)
    {
        if (!Covers(bits, length))
            return false;

        _root = Remove(_root, bits, length);
        return true;
    }

    /// <summary>Whether every address of the prefix is here, free or quarantined.</summary>
    public bool Covers(UInt128 bits, int length)
    {
        var node = Descend(bits, length);
        return node != None && _nodes.Shortest(node) <= length;
    }

    public bool Overlaps(UInt128 bits, int length) => Descend(bits, length) != None;

    public bool IsFree(UInt128 bits, int length)
    {
        var node = Descend(bits, length);
        return IsLeaf(node) && _nodes.Leaf(node).IsFree && _nodes.Leaf(node).Length <= length;
    }

    /// <summary>The longest free prefix of at most this length, at the lowest address among equals.</summary>
    public bool TryFindBestFree(int length, out UInt128 bits)
    {
        bits = default;
        var node = _root;
        if (node == None)
            return false;

        if (IsBranch(node))
        {
            var fitting = _nodes.Branch(node).FreeLengths & (AddressBits.PowerOfTwo(length) - UInt128.One);
            if (fitting == UInt128.Zero)
                return false;

            var best = AddressBits.IPv6Width - (int)UInt128.LeadingZeroCount(fitting);
            while (IsBranch(node))
                node = _nodes.HasFree(_nodes.Branch(node).Low, best) ? _nodes.Branch(node).Low : _nodes.Branch(node).High;
        }

        ref readonly var leaf = ref _nodes.Leaf(node);
        bits = leaf.Bits;
        return leaf.IsFree && leaf.Length <= length;
    }

    /// <summary>Whether there is a free leaf of more than this length.</summary>
    public bool HasFreeLongerThan(int length) =>
        IsBranch(_root) ? length < AddressBits.IPv6Width && (_nodes.Branch(_root).FreeLengths >> length) != UInt128.Zero
        : IsLeaf(_root) && _nodes.Leaf(_root).IsFree && _nodes.Leaf(_root).Length > length;

    /// <summary>The oldest quarantined prefix of at most this length.</summary>
    public bool TryFindOldestQuarantined(int length, out UInt128 bits)
    {
        var leaf = _nodes.Order.FindOldest(length);
        bits = leaf == None ? default : _nodes.Leaf(-leaf).Bits;
        return leaf != None;
    }

    /// <summary>The lowest prefix of exactly this length that has no gap, be it free, quarantined or a mixture.</summary>
    public bool TryFindCovered(int length, out UInt128 bits)
    {
        bits = default;
        var node = _root;
        if (node == None || _nodes.Shortest(node) > length)
            return false;

        while (IsBranch(node) && !_nodes.Branch(node).IsCovered)
            node = _nodes.Shortest(_nodes.Branch(node).Low) <= length ? _nodes.Branch(node).Low : _nodes.Branch(node).High;
        bits = _nodes.Leaf(_nodes.LowestLeaf(node)).Bits;
        return true;
    }

    /// <summary>All leaves by address.</summary>
    public IEnumerable<Leaf> ByAddress() => Below(_root);

    /// <summary>The quarantined leaves, oldest first.</summary>
    public IEnumerable<Leaf> ByPlace() => _nodes.Order.OldestFirst().Select(leaf => _nodes.Leaf(-leaf));

    /// <summary>The leaves that the prefix contains, or the one that contains it.</summary>
    public IEnumerable<Leaf> Overlapping(UInt128 bits, int length) => Below(Descend(bits, length));

    private IEnumerable<Leaf> Below(int start)
    {
        if (start == None)
            yield break;

        var pending = new Stack<int>([start]);
        while (pending.TryPop(out var node))
        {
            if (IsLeaf(node))
            {
                yield return _nodes.Leaf(node);
                continue;
            }

            pending.Push(_nodes.Branch(node).High);
            pending.Push(_nodes.Branch(node).Low);
        }
    }

    /// <summary>The node whose leaves all lie within the prefix, or the leaf that contains it; none if nothing overlaps it.</summary>
    private int Descend(UInt128 bits, int length)
    {
        var node = _root;
        while (IsBranch(node) && _nodes.Branch(node).Length < length)
            node = _nodes.Child(node, bits);
        if (node == None)
            return None;

        // The branches on the way decided by single bits; whether the skipped ones agree, any leaf below can tell.
        ref readonly var leaf = ref _nodes.Leaf(_nodes.LowestLeaf(node));
        return AddressBits.Covers(bits, Math.Min(leaf.Length, length), leaf.Bits) ? node : None;
    }

    /// <summary>A leaf that shares as many leading bits with the address as any does.</summary>
    private int NearestLeaf(UInt128 bits)
    {
        var node = _root;
        while (IsBranch(node))
            node = _nodes.Child(node, bits);
        return node;
    }

    private int Insert(int node, int leaf, UInt128 bits, int common)
    {
        if (node == None)
            return leaf;
        if (IsLeaf(node) || _nodes.Branch(node).Length > common)
            return _nodes.NewBranch(common, node, leaf, bits);

        ref var child = ref _nodes.Child(node, bits);
        child = Insert(child, leaf, bits, common);
        return _nodes.Refresh(node);
    }

    private int Remove(int node, UInt128 bits, int length)
    {
        if (IsLeaf(node))
            return _nodes.Leaf(node).Length < length ? Carve(node, bits, length) : _nodes.Drop(node);
        if (_nodes.Branch(node).Length >= length)
            return _nodes.DropAll(node);

        ref var child = ref _nodes.Child(node, bits);
        child = Remove(child, bits, length);
        if (child != None)
            return _nodes.Refresh(node);

        // The child that went is 0 by now, so the sum is the other one.
        var other = _nodes.Branch(node).Low + _nodes.Branch(node).High;
        _nodes.FreeBranch(node);
        return other;
    }

    /// <summary>Replaces a leaf by what is left of it without the prefix: the buddies on the way down to it.</summary>
    private int Carve(int node, UInt128 bits, int length)
    {
        var whole = _nodes.Leaf(node);
        var rest = _nodes.Drop(node);
        for (var depth = length; depth > whole.Length; depth--)
        {
            var buddyBits = (bits ^ AddressBits.Bit(depth - 1)) & AddressBits.Mask(depth);
            var buddy = _nodes.NewLeaf(buddyBits, depth, whole.Place);
            rest = rest == None ? buddy : _nodes.NewBranch(depth - 1, rest, buddy, buddyBits);
        }

        return rest;
    }
}
