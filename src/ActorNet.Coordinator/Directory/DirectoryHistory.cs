using System.Collections.Immutable;
using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// The way to the present state, as far back as it is kept: what watchers that come back catch up with, and what shows a state of a moment ago
/// to whoever has seen it on another replica. Immutable: it ends where the view ends that it belongs to.
/// </summary>
internal sealed class DirectoryHistory
{
    private readonly ImmutableArray<HistorySegment> segments;
    private readonly int segmentSize;
    private readonly int countOfLast;
    private readonly DirectoryState present;

    public DirectoryHistory(ImmutableArray<HistorySegment> segments, int segmentSize, int countOfLast, DirectoryState present) =>
        (this.segments, this.segmentSize, this.countOfLast, this.present) = (segments, segmentSize, countOfLast, present);

    /// <summary>What happened up to this revision may be forgotten.</summary>
    public long CompactedTo => segments.IsEmpty ? present.Revision : segments[0].Before.Revision;

    /// <summary>Whether all that happened after the revision is here.</summary>
    public bool Covers(long revision) => revision >= CompactedTo;

    /// <summary>What watchers were told after a revision, in order.</summary>
    public IEnumerable<LeaseChange> ChangesAfter(long revision)
    {
        for (var segment = LastSegment(state => state.Revision <= revision); segment < segments.Length; segment++)
        {
            for (var index = 0; index < CountOf(segment); index++)
            {
                if (EntryAt(segment, index) is { Change: { } change } && change.Revision > revision)
                {
                    yield return change;
                }
            }
        }
    }

    /// <summary>The state at a revision of the past; null where it is forgotten.</summary>
    public DirectoryState? StateAt(long revision)
    {
        if (revision >= present.Revision)
        {
            return revision == present.Revision ? present : null;
        }

        return Covers(revision)
            ? Replay(LastSegment(state => state.Revision <= revision), entry => entry.Revision > revision) with { Revision = revision }
            : null;
    }

    /// <summary>
    /// The last state that had one journal exactly up to a position; null where there is none. What other journals say later is not in it: that the shard's
    /// pool is gone, for example.
    /// </summary>
    public DirectoryState? StateAt(JournalPosition position)
    {
        var (journal, number) = (position.PersistenceId, position.SequenceNumber);
        var reached = present.Positions.GetValueOrDefault(journal);
        if (number >= reached)
        {
            return number == reached ? present : null;
        }

        var isThere = !segments.IsEmpty && segments[0].Before.Positions.GetValueOrDefault(journal) <= number;
        return isThere
            ? Replay(
                LastSegment(state => state.Positions.GetValueOrDefault(journal) <= number),
                entry => entry.Event.PersistenceId == journal && entry.Event.SequenceNumber > number)
            : null;
    }

    private DirectoryState Replay(int segment, Func<HistoryEntry, bool> isBehind)
    {
        var state = segments[segment].Before;
        foreach (var entry in segments[segment].First(CountOf(segment)))
        {
            if (isBehind(entry))
            {
                break;
            }

            (state, _) = DirectoryRules.Apply(state, entry.Event);
        }

        return state;
    }

    /// <summary>The last segment that begins with a state of which something holds, which holds of no later one once it does not; else the first.</summary>
    private int LastSegment(Func<DirectoryState, bool> holds)
    {
        var (low, high) = (0, segments.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (holds(segments[middle].Before))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return Math.Max(low - 1, 0);
    }

    private int CountOf(int segment) => segment == segments.Length - 1 ? countOfLast : segmentSize;

    private HistoryEntry EntryAt(int segment, int index) => segments[segment].First(index + 1)[index];
}
