namespace ActorNet.Addressing.Trie;

/// <summary>
/// Numbered places for structs in pages, so that growing neither copies nor leaves half of an array unused, and references stay valid.
/// Numbers start at 1. Freed places are used again; the memory of the largest extent is kept.
/// </summary>
internal sealed class Slots<T>
    where T : struct
{
    private const int PageBits = 7;
    private const int PageSize = 1 << PageBits;

    private readonly List<T[]> _pages = [];
    private readonly Stack<int> _freed = [];
    private int _used;

    public int Count => _used - _freed.Count;

    /// <summary>How often a slot was looked at: the work done, independent of the machine's speed.</summary>
    public long Visits { get; private set; }

    public ref T this[int slot]
    {
        get
        {
            Visits++;
            return ref _pages[(slot - 1) >> PageBits][(slot - 1) & (PageSize - 1)];
        }
    }

    public int Allocate(in T value)
    {
        if (!_freed.TryPop(out var slot))
        {
            if (_used == _pages.Count << PageBits)
                _pages.Add(new T[PageSize]);
            slot = ++_used;
        }

        this[slot] = value;
        return slot;
    }

    public void Free(int slot) => _freed.Push(slot);
}
