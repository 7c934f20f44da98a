namespace ActorNet.Addressing.Trie;

/// <summary>
/// The quarantined leaves from oldest to newest: a treap threaded through the leaves themselves, ordered by place and within one place (the
/// parts that are left of one quarantined prefix) by address. Every subtree knows its largest prefix, so the oldest one that is large
/// enough is found in one descent.
/// </summary>
internal sealed class QuarantineOrder(Slots<Leaf> leaves)
{
    private const int None = 0;

    private int _root = None;

    public void Add(int leaf) => _root = Insert(_root, leaf);

    public void Remove(int leaf) => _root = Remove(_root, leaf);

    /// <summary>The oldest leaf of at most this length, 0 if there is none.</summary>
    public int FindOldest(int length)
    {
        if (Shortest(_root) > length)
            return None;

        var node = _root;
        while (true)
        {
            ref readonly var leaf = ref leaves[node];
            if (Shortest(leaf.Older) <= length)
                node = leaf.Older;
            else if (leaf.Length <= length)
                return node;
            else
                node = leaf.Newer;
        }
    }

    public IEnumerable<int> OldestFirst()
    {
        var pending = new Stack<int>();
        var node = _root;
        while (node != None || pending.Count > 0)
        {
            for (; node != None; node = leaves[node].Older)
                pending.Push(node);

            node = pending.Pop();
            yield return node;
            node = leaves[node].Newer;
        }
    }

    private int Insert(int node, int leaf)
    {
        if (node == None)
            return leaf;

        if (Priority(leaf) > Priority(node))
        {
            Split(node, leaf, out var older, out var newer);
            leaves[leaf].Older = older;
            leaves[leaf].Newer = newer;
            return Refresh(leaf);
        }

        if (IsBefore(leaf, node))
            leaves[node].Older = Insert(leaves[node].Older, leaf);
        else
            leaves[node].Newer = Insert(leaves[node].Newer, leaf);
        return Refresh(node);
    }

    private int Remove(int node, int leaf)
    {
        Invariant.Holds(node != None, "every quarantined leaf is in the order");
        if (node == leaf)
            return Merge(leaves[node].Older, leaves[node].Newer);

        if (IsBefore(leaf, node))
            leaves[node].Older = Remove(leaves[node].Older, leaf);
        else
            leaves[node].Newer = Remove(leaves[node].Newer, leaf);
        return Refresh(node);
    }

    private void Split(int node, int leaf, out int older, out int newer)
    {
        if (node == None)
        {
            older = newer = None;
        }
        else if (IsBefore(leaf, node))
        {
            Split(leaves[node].Older, leaf, out older, out var rest);
            leaves[node].Older = rest;
            newer = Refresh(node);
        }
        else
        {
            Split(leaves[node].Newer, leaf, out var rest, out newer);
            leaves[node].Newer = rest;
            older = Refresh(node);
        }
    }

    private int Merge(int older, int newer)
    {
        if (older == None)
            return newer;
        if (newer == None)
            return older;

        if (Priority(older) > Priority(newer))
        {
            leaves[older].Newer = Merge(leaves[older].Newer, newer);
            return Refresh(older);
        }

        leaves[newer].Older = Merge(older, leaves[newer].Older);
        return Refresh(newer);
    }

    private int Refresh(int node)
    {
        ref var leaf = ref leaves[node];
        leaf.ShortestInOrder = Math.Min(leaf.Length, Math.Min(Shortest(leaf.Older), Shortest(leaf.Newer)));
        return node;
    }

    private byte Shortest(int node) => node == None ? byte.MaxValue : leaves[node].ShortestInOrder;

    private bool IsBefore(int a, int b)
    {
        ref readonly var left = ref leaves[a];
        ref readonly var right = ref leaves[b];
        return left.Place != right.Place ? left.Place < right.Place : left.Bits < right.Bits;
    }

    // The finaliser of MurmurHash3: a bijection, so no two slots tie, and heights are as with random priorities without storing one.
    private static uint Priority(int slot)
    {
        var hash = (uint)slot;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }
}
