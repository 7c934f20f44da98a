namespace ActorNet.Addressing.Trie;

/// <summary>
/// The nodes of a <see cref="PrefixTrie"/>, with all that is derived from them kept up to date: what each branch knows of the leaves below,
/// the order of the quarantined ones, and the counts. A node is a number: 0 is none, a positive one a branch, a negative one a leaf.
/// </summary>
internal sealed class TrieNodes
{
    public const int None = 0;

    private readonly Slots<Leaf> _leaves = new();
    private readonly Slots<Branch> _branches = new();

    public TrieNodes(int width)
    {
        Tally = new Tally(width);
        Order = new QuarantineOrder(_leaves);
    }

    public Tally Tally { get; }

    public QuarantineOrder Order { get; }

    public int LeafCount => _leaves.Count;

    public long Visits => _leaves.Visits + _branches.Visits;

    public static bool IsLeaf(int node) => node < 0;

    public static bool IsBranch(int node) => node > 0;

    public ref readonly Leaf Leaf(int node) => ref _leaves[-node];

    public ref readonly Branch Branch(int node) => ref _branches[node];

    public ref int Child(int node, UInt128 bits)
    {
        ref var branch = ref _branches[node];
        return ref AddressBits.HasBit(bits, branch.Length) ? ref branch.High : ref branch.Low;
    }

    public int LowestLeaf(int node)
    {
        while (IsBranch(node))
            node = _branches[node].Low;
        return node;
    }

    /// <summary>The length of the largest prefix at or below the node that has no gap.</summary>
    public int Shortest(int node) => IsLeaf(node) ? _leaves[-node].Length : _branches[node].ShortestCovered;

    public bool HasFree(int node, int length) => (FreeLengths(node) & AddressBits.PowerOfTwo(length - 1)) != UInt128.Zero;

    public int NewLeaf(UInt128 bits, int length, ulong place)
    {
        var leaf = new Leaf(bits, length, place);
        var slot = _leaves.Allocate(leaf);
        Tally.CountLeaf(leaf, 1);
        if (!leaf.IsFree)
            Order.Add(slot);
        return -slot;
    }

    public int NewBranch(int length, int node, int leaf, UInt128 leafBits)
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
    public int Refresh(int node)
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

    public int Drop(int node)
    {
        ref readonly var leaf = ref _leaves[-node];
        Tally.CountLeaf(leaf, -1);
        if (!leaf.IsFree)
            Order.Remove(-node);
        _leaves.Free(-node);
        return None;
    }

    public int DropAll(int node)
    {
        if (IsLeaf(node))
            return Drop(node);

        DropAll(_branches[node].Low);
        DropAll(_branches[node].High);
        FreeBranch(node);
        return None;
    }

    public void FreeBranch(int node)
    {
        SetShortest(ref _branches[node], byte.MaxValue);
        _branches.Free(node);
    }

    private void SetShortest(ref Branch branch, int length)
    {
        var wasCovered = branch.IsCovered;
        branch.ShortestCovered = (byte)length;
        if (branch.IsCovered != wasCovered)
            Tally.CountCoveredBranch(branch.Length, wasCovered ? -1 : 1);
    }

    private bool IsFreeLeaf(int node, int length) => IsLeaf(node) && _leaves[-node].IsFree && _leaves[-node].Length == length;

    private UInt128 FreeLengths(int node) =>
        IsBranch(node) ? _branches[node].FreeLengths
        : _leaves[-node].IsFree ? AddressBits.PowerOfTwo(_leaves[-node].Length - 1)
        : UInt128.Zero;
}
