namespace ActorNet.Addressing.Trie;

/// <summary>
/// A path-compressed binary trie of disjoint prefixes, free or quarantined. Free buddies are one leaf. A node is a number: 0 is none, a
/// positive one a branch, a negative one a leaf. n prefixes take n leaves and n − 1 branches; no path is longer than the address is wide.
/// </summary>
internal sealed class PrefixTrie
{
    private const int None = 0;

    private readonly Slots<Leaf> _leaves = new();
    private readonly Slots<Branch> _branches = new();
    private readonly QuarantineOrder _order;
    private int _root = None;

    public PrefixTrie(int width)
    {
        Tally = new Tally(width);
        _order = new QuarantineOrder(_leaves);
    }

    public Tally Tally { get; }

    public int Count => _leaves.Count;

    /// <summary>Nodes looked at since the beginning: what the cost of an operation is measured by.</summary>
    public long Visits => _leaves.Visits + _branches.Visits;

    /// <summary>Adds a prefix that overlaps nothing here; free (place 0) it merges with its buddy, as far as that goes.</summary>
    public void Add(UInt128 bits, int length, ulong place)
    {
        Invariant.Holds(!Overlaps(bits, length), "what is added overlaps nothing");
        var nearest = _root == None ? bits : _leaves[-NearestLeaf(bits)].Bits;
        _root = Insert(_root, NewLeaf(bits, length, place), bits, AddressBits.CommonLength(nearest, bits));
    }

    /// <summary>Removes a prefix that is wholly here; what it cuts from a larger leaf stays as it was, free or at its place.</summary>
    public void Remove(UInt128 bits, int length)
    {
        Invariant.Holds(Covers(bits, length), "what is removed is wholly here");
        _root = Remove(_root, bits, length);
    }

    /// <summary>Whether every address of the prefix is here, free or quarantined.</summary>
    public bool Covers(UInt128 bits, int length)
    {
        var node = Descend(bits, length);
        return node != None && Shortest(node) <= length;
    }

    public bool Overlaps(UInt128 bits, int length) => Descend(bits, length) != None;

    public bool IsFree(UInt128 bits, int length)
    {
        var node = Descend(bits, length);
        return IsLeaf(node) && _leaves[-node].IsFree && _leaves[-node].Length <= length;
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
            var fitting = _branches[node].FreeLengths & (AddressBits.PowerOfTwo(length) - UInt128.One);
            if (fitting == UInt128.Zero)
                return false;

            var best = AddressBits.IPv6Width - (int)UInt128.LeadingZeroCount(fitting);
            while (IsBranch(node))
                node = HasFree(_branches[node].Low, best) ? _branches[node].Low : _branches[node].High;
        }

        ref readonly var leaf = ref _leaves[-node];
        bits = leaf.Bits;
        return leaf.IsFree && leaf.Length <= length;
    }

    /// <summary>The oldest quarantined prefix of at most this length.</summary>
    public bool TryFindOldestQuarantined(int length, out UInt128 bits)
    {
        var leaf = _order.FindOldest(length);
        bits = leaf == None ? default : _leaves[leaf].Bits;
        return leaf != None;
    }

    /// <summary>The lowest prefix of exactly this length that has no gap, be it free, quarantined or a mixture.</summary>
    public bool TryFindCovered(int length, out UInt128 bits)
    {
        bits = default;
        var node = _root;
        if (node == None || Shortest(node) > length)
            return false;

        while (IsBranch(node) && !_branches[node].IsCovered)
            node = Shortest(_branches[node].Low) <= length ? _branches[node].Low : _branches[node].High;
        bits = _leaves[-LowestLeaf(node)].Bits;
        return true;
    }

    /// <summary>All leaves by address.</summary>
    public IEnumerable<Leaf> ByAddress() => Below(_root);

    /// <summary>The quarantined leaves, oldest first.</summary>
    public IEnumerable<Leaf> ByPlace() => _order.OldestFirst().Select(leaf => _leaves[leaf]);

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
                yield return _leaves[-node];
                continue;
            }

            pending.Push(_branches[node].High);
            pending.Push(_branches[node].Low);
        }
    }

    /// <summary>The node whose leaves all lie within the prefix, or the leaf that contains it; none if nothing overlaps it.</summary>
    private int Descend(UInt128 bits, int length)
    {
        var node = _root;
        while (IsBranch(node) && _branches[node].Length < length)
            node = Child(node, bits);
        if (node == None)
            return None;

        // The branches on the way decided by single bits; whether the skipped ones agree, any leaf below can tell.
        ref readonly var leaf = ref _leaves[-LowestLeaf(node)];
        return AddressBits.Covers(bits, Math.Min(leaf.Length, length), leaf.Bits) ? node : None;
    }

    /// <summary>A leaf that shares as many leading bits with the address as any does.</summary>
    private int NearestLeaf(UInt128 bits)
    {
        var node = _root;
        while (IsBranch(node))
            node = Child(node, bits);
        return node;
    }

    private int LowestLeaf(int node)
    {
        while (IsBranch(node))
            node = _branches[node].Low;
        return node;
    }

    private ref int Child(int node, UInt128 bits)
    {
        ref var branch = ref _branches[node];
        return ref AddressBits.HasBit(bits, branch.Length) ? ref branch.High : ref branch.Low;
    }

    private int Insert(int node, int leaf, UInt128 bits, int common)
    {
        if (node == None)
            return leaf;
        if (IsLeaf(node) || _branches[node].Length > common)
            return NewBranch(common, node, leaf, bits);

        ref var child = ref Child(node, bits);
        child = Insert(child, leaf, bits, common);
        return Refresh(node);
    }

    private int Remove(int node, UInt128 bits, int length)
    {
        if (IsLeaf(node))
            return _leaves[-node].Length < length ? Carve(node, bits, length) : Drop(node);
        if (_branches[node].Length >= length)
            return DropAll(node);

        ref var child = ref Child(node, bits);
        child = Remove(child, bits, length);
        if (child != None)
            return Refresh(node);

        var other = _branches[node].Low + _branches[node].High;
        FreeBranch(node);
        return other;
    }

    /// <summary>Replaces a leaf by what is left of it without the prefix: the buddies on the way down to it.</summary>
    private int Carve(int node, UInt128 bits, int length)
    {
        var whole = _leaves[-node];
        var rest = Drop(node);
        for (var depth = length; depth > whole.Length; depth--)
        {
            var buddyBits = (bits ^ AddressBits.Bit(depth - 1)) & AddressBits.Mask(depth);
            var buddy = NewLeaf(buddyBits, depth, whole.Place);
            rest = rest == None ? buddy : NewBranch(depth - 1, rest, buddy, buddyBits);
        }

        return rest;
    }

    private int NewLeaf(UInt128 bits, int length, ulong place)
    {
        var leaf = new Leaf(bits, length, place);
        var slot = _leaves.Allocate(leaf);
        Tally.CountLeaf(leaf, 1);
        if (!leaf.IsFree)
            _order.Add(slot);
        return -slot;
    }

    private int NewBranch(int length, int node, int leaf, UInt128 leafBits)
    {
        var leafIsHigh = AddressBits.HasBit(leafBits, length);
        return Refresh(_branches.Allocate(new Branch
        {
            Length = (byte)length,
            ShortestCovered = byte.MaxValue,
            Low = leafIsHigh ? node : leaf,
            High = leafIsHigh ? leaf : node,
        }));
    }

    /// <summary>Brings a branch up to date with its children; two free halves become one leaf in its stead.</summary>
    private int Refresh(int node)
    {
        ref var branch = ref _branches[node];
        var half = branch.Length + 1;
        if (IsFreeLeaf(branch.Low, half) && IsFreeLeaf(branch.High, half))
        {
            var bits = _leaves[-branch.Low].Bits;
            Drop(branch.Low);
            Drop(branch.High);
            FreeBranch(node);
            return NewLeaf(bits, half - 1, place: 0);
        }

        var low = Shortest(branch.Low);
        var high = Shortest(branch.High);
        SetShortest(ref branch, low == half && high == half ? half - 1 : Math.Min(low, high));
        branch.FreeLengths = FreeLengths(branch.Low) | FreeLengths(branch.High);
        return node;
    }

    private void SetShortest(ref Branch branch, int length)
    {
        var wasCovered = branch.IsCovered;
        branch.ShortestCovered = (byte)length;
        if (branch.IsCovered != wasCovered)
            Tally.CountCoveredBranch(branch.Length, wasCovered ? -1 : 1);
    }

    private int Drop(int node)
    {
        ref readonly var leaf = ref _leaves[-node];
        Tally.CountLeaf(leaf, -1);
        if (!leaf.IsFree)
            _order.Remove(-node);
        _leaves.Free(-node);
        return None;
    }

    private int DropAll(int node)
    {
        if (IsLeaf(node))
            return Drop(node);

        DropAll(_branches[node].Low);
        DropAll(_branches[node].High);
        FreeBranch(node);
        return None;
    }

    private void FreeBranch(int node)
    {
        SetShortest(ref _branches[node], byte.MaxValue);
        _branches.Free(node);
    }

    private bool IsFreeLeaf(int node, int length) => IsLeaf(node) && _leaves[-node].IsFree && _leaves[-node].Length == length;

    private int Shortest(int node) => IsLeaf(node) ? _leaves[-node].Length : _branches[node].ShortestCovered;

    private UInt128 FreeLengths(int node) =>
        IsBranch(node) ? _branches[node].FreeLengths
        : _leaves[-node].IsFree ? AddressBits.PowerOfTwo(_leaves[-node].Length - 1)
        : UInt128.Zero;

    private bool HasFree(int node, int length) => (FreeLengths(node) & AddressBits.PowerOfTwo(length - 1)) != UInt128.Zero;

    private static bool IsLeaf(int node) => node < 0;

    private static bool IsBranch(int node) => node > 0;
}
