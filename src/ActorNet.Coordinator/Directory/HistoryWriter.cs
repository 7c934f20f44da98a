using System.Collections.Immutable;

namespace ActorNet.Coordinator.Directory;

/// <summary>Writes a directory's history, and forgets what is too old. One writer.</summary>
internal sealed class HistoryWriter(HistoryLimits limits, TimeProvider time)
{
    private readonly Queue<(HistorySegment Segment, long FilledAt)> full = new();
    private ImmutableArray<HistorySegment> segments = [];
    private HistorySegment? last;
    private int count;

    /// <summary>Adds a step.</summary>
    /// <param name="before">The state that it was made from.</param>
    /// <param name="entry">The step.</param>
    public void Add(DirectoryState before, HistoryEntry entry)
    {
        if (last is null || count == limits.Segment)
        {
            BeginSegment(before);
        }

        last!.Set(count++, entry);
    }

    /// <summary>Forgets what is too old by now; true when there was something.</summary>
    public bool Trim()
    {
        DropOld();
        if (last is null || segments.Length == full.Count + 1)
        {
            return false;
        }

        segments = [.. full.Select(entry => entry.Segment), last];
        return true;
    }

    /// <summary>The history up to the present.</summary>
    public DirectoryHistory ToHistory(DirectoryState present) => new(segments, limits.Segment, count, present);

    private void BeginSegment(DirectoryState before)
    {
        if (last is not null)
        {
            full.Enqueue((last, time.GetTimestamp()));
        }

        (last, count) = (new HistorySegment(before, limits.Segment), 0);
        DropOld();
        segments = [.. full.Select(entry => entry.Segment), last];
    }

    private void DropOld()
    {
        while (full.TryPeek(out var oldest) && IsToForget(oldest.FilledAt, (full.Count - 1) * limits.Segment))
        {
            full.Dequeue();
        }
    }

    private bool IsToForget(long filledAt, int left) =>
        left >= limits.Always && (left >= limits.AtMost || time.GetElapsedTime(filledAt) > limits.Window);
}
