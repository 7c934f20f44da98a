namespace ActorNet.Coordinator.History;

/// <summary>
/// A stretch of the log, packed: there may be a million events. What is in it never changes; readers read up to where it was filled when they came.
/// </summary>
internal sealed class EventSegment
{
    /// <summary>As many as keep it below 85,000 bytes, from where on the collector treats arrays as large.</summary>
    public const int Size = 2048;

    private const int KindBits = 4;
    private const int NoWords = -1;

    private readonly Packed[] events = new Packed[Size];
    private byte[][] blocks = [];

    /// <summary>No event in it is older, in ticks.</summary>
    public long Earliest { get; private set; } = long.MaxValue;

    /// <summary>No event in it is younger, in ticks.</summary>
    public long Latest { get; private set; } = long.MinValue;

    public PastEvent this[int index]
    {
        get
        {
            ref readonly var packed = ref events[index];
            return new PastEvent(
                packed.Revision, packed.Ticks, packed.Subject, WordsAt(packed.Place), (int)(packed.BackAndKind >> KindBits), (PastEventKind)(packed.BackAndKind & ((1 << KindBits) - 1)));
        }
    }

    public void Set(int index, in PastEvent entry)
    {
        events[index] = new Packed(entry.Revision, entry.Ticks, entry.Subject, PlaceOf(entry.Words), ((uint)entry.Back << KindBits) | (uint)entry.Kind);
        Earliest = Math.Min(Earliest, entry.Ticks);
        Latest = Math.Max(Latest, entry.Ticks);
    }

    private int PlaceOf(Words words)
    {
        if (words.Block is not { } block)
        {
            return NoWords;
        }

        if (blocks.Length == 0 || blocks[^1] != block)
        {
            blocks = [.. blocks, block];
        }

        return ((blocks.Length - 1) * WordBlocks.BlockSize) + words.Offset;
    }

    private Words WordsAt(int place) =>
        place == NoWords ? default : new Words(blocks[place / WordBlocks.BlockSize], place % WordBlocks.BlockSize);

    /// <summary>32 bytes.</summary>
    private readonly record struct Packed(long Revision, long Ticks, Subject Subject, int Place, uint BackAndKind);
}
