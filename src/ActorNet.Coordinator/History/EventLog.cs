using System.Collections.Immutable;

namespace ActorNet.Coordinator.History;

/// <summary>The events in their order, as they are at one moment: who has one can go on reading it.</summary>
/// <param name="Segments">What holds them.</param>
/// <param name="First">The position of the oldest event, counted from the first one ever.</param>
/// <param name="End">The position behind the newest.</param>
internal readonly record struct EventLog(ImmutableArray<EventSegment> Segments, long First, long End)
{
    public static readonly EventLog Empty = new([], 0, 0);

    public long Count => End - First;

    /// <summary>An event at a position from <see cref="First"/> to before <see cref="End"/>.</summary>
    public PastEvent this[long position] => SegmentOf(position)[(int)(position % EventSegment.Size)];

    /// <summary>The log with one more event. Only the one writer does that, and only to the newest.</summary>
    public EventLog Add(in PastEvent entry)
    {
        var segments = End % EventSegment.Size == 0 ? Segments.Add(new EventSegment()) : Segments;
        segments[^1].Set((int)(End % EventSegment.Size), entry);
        return this with { Segments = segments, End = End + 1 };
    }

    /// <summary>The log without its oldest event.</summary>
    public EventLog RemoveFirst() =>
        this with { Segments = (First + 1) % EventSegment.Size == 0 ? Segments.RemoveAt(0) : Segments, First = First + 1 };

    /// <summary>The position behind the last event up to a revision.</summary>
    public long EndOf(long revision)
    {
        var (low, high) = (First, End);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = this[middle].Revision <= revision ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The positions before one, newest first, but for stretches in which nothing is of a time from one to before another.</summary>
    public IEnumerable<long> Before(long end, long fromTicks, long toTicks)
    {
        for (var position = end - 1; position >= First; position--)
        {
            var segment = SegmentOf(position);
            if (segment.Latest < fromTicks || segment.Earliest >= toTicks)
            {
                position -= position % EventSegment.Size;
            }
            else
            {
                yield return position;
            }
        }
    }

    /// <summary>The positions of several chains before one, newest first.</summary>
    /// <param name="heads">The position of each chain's newest event.</param>
    /// <param name="end">Before which they have to be.</param>
    public IEnumerable<long> Before(long end, IEnumerable<long> heads)
    {
        var waiting = new PriorityQueue<long, long>();
        foreach (var head in heads)
        {
            Push(waiting, head);
        }

        while (waiting.TryDequeue(out var position, out _))
        {
            if (position < end)
            {
                yield return position;
            }

            var back = this[position].Back;
            Push(waiting, back == 0 ? NodePast.None : position - back);
        }
    }

    private void Push(PriorityQueue<long, long> waiting, long position)
    {
        if (position >= First)
        {
            waiting.Enqueue(position, -position);
        }
    }

    private EventSegment SegmentOf(long position) => Segments[(int)((position / EventSegment.Size) - (First / EventSegment.Size))];
}
