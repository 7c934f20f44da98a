using System.Collections.Immutable;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// The last changes, in order: what a watcher can catch up with. Watchers share it and keep no queues, so a slow one costs nothing; it finds
/// that the log has moved on without it. Immutable.
/// </summary>
internal sealed record ChangeLog
{
    public ChangeLog(int capacity, long compactedTo = 0) => (Capacity, CompactedTo) = (capacity, compactedTo);

    /// <summary>The most changes that are kept.</summary>
    public int Capacity { get; }

    /// <summary>Changes up to this revision may be missing.</summary>
    public long CompactedTo { get; private init; }

    /// <summary>Whether every change after the revision is here.</summary>
    public bool Covers(long revision) => revision >= CompactedTo;

    /// <summary>The changes after the revision.</summary>
    public IEnumerable<LeaseChange> After(long revision)
    {
        for (var index = IndexAfter(revision); index < Changes.Count; index++)
        {
            yield return Changes[index];
        }
    }

    public ChangeLog Add(IReadOnlyCollection<LeaseChange> more)
    {
        if (more.Count == 0)
        {
            return this;
        }

        var all = Changes.AddRange(more);
        var excess = all.Count - Capacity;
        return excess <= 0
            ? new(this) { Changes = all }
            : new(this) { Changes = all.RemoveRange(0, excess), CompactedTo = all[excess - 1].Revision };
    }

    private ImmutableList<LeaseChange> Changes { get; init; } = [];

    private int IndexAfter(long revision)
    {
        var (low, high) = (0, Changes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Changes[middle].Revision <= revision)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
