using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Timing;

/// <summary>
/// When something is due for each node, next one first: its silence is to be noticed, and later its time is over. Both are in one place, because a grant sets and a renewal
/// moves both. Setting them is O(1) amortised when they move into the future, as renewals do: the heap is corrected when the old time comes up.
/// </summary>
internal sealed class DeadlineQueue
{
    private const int MinHeapToSweep = 64;
    private static readonly TimeSpan Never = TimeSpan.MaxValue;

    private readonly Dictionary<NodeId, Entry> entries = [];
    private readonly PriorityQueue<NodeId, TimeSpan> heap = new();

    /// <summary>How far everything was postponed; the times within are without it.</summary>
    private TimeSpan postponed;

    public int Count => entries.Count;

    /// <summary>How many times are kept, left-overs included: what memory is proportional to.</summary>
    internal int HeapCount => heap.Count;

    /// <summary>Sets when the node's time is over, whatever it was before, and when its silence is to be noticed; null: not at all.</summary>
    public void Set(NodeId node, TimeSpan endsAt, TimeSpan? silentAt = null)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(entries, node, out var isKnown);
        entry = entry with { EndsAt = endsAt - postponed, SilentAt = silentAt - postponed ?? Never };
        Queue(node, ref entry, isKnown);
    }

    /// <summary>Moves the node's times to later ones; neither ever moves to an earlier one (safety rule 5).</summary>
    /// <param name="node">The node; one that has no times gets these.</param>
    /// <param name="endsAt">When its time is over.</param>
    /// <param name="silentAt">When its silence is to be noticed; null: as before. One whose silence was not to be noticed gets this time.</param>
    public void Extend(NodeId node, TimeSpan endsAt, TimeSpan? silentAt = null)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(entries, node, out var isKnown);
        entry = isKnown
            ? entry with { EndsAt = Later(entry.EndsAt, endsAt - postponed), SilentAt = Later(entry.SilentAt, silentAt - postponed) }
            : new Entry(endsAt - postponed, silentAt - postponed ?? Never, QueuedAt: default);
        Queue(node, ref entry, isKnown);
    }

    /// <summary>Sets when the node's silence is to be noticed, whatever it was before; null: not at all. Nothing, where the node has no times.</summary>
    public void SetSilence(NodeId node, TimeSpan? at)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(entries, node);
        if (!Unsafe.IsNullRef(ref entry))
        {
            entry = entry with { SilentAt = at - postponed ?? Never };
            Queue(node, ref entry, isQueued: true);
        }
    }

    /// <summary>When the node's time is over.</summary>
    public bool TryGet(NodeId node, out TimeSpan endsAt)
    {
        var isKnown = entries.TryGetValue(node, out var entry);
        endsAt = entry.EndsAt + postponed;
        return isKnown;
    }

    /// <summary>Moves every node's times to later ones.</summary>
    public void Postpone(TimeSpan by) => postponed += by;

    public void Remove(NodeId node) => entries.Remove(node);

    public void Clear()
    {
        entries.Clear();
        heap.Clear();
    }

    /// <summary>Takes the next node for which something is due. One whose time is over is taken out, whether its silence was noticed before or not.</summary>
    public bool TryTakeDue(TimeSpan now, [NotNullWhen(true)] out NodeId? node, out Due due)
    {
        while (heap.TryPeek(out var candidate, out var queuedAt) && queuedAt + postponed <= now)
        {
            heap.Dequeue();
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(entries, candidate);
            if (Unsafe.IsNullRef(ref entry) || entry.QueuedAt != queuedAt)
            {
                continue; // a left-over
            }

            if (entry.EndsAt + postponed <= now)
            {
                entries.Remove(candidate);
                (node, due) = (candidate, Due.End);
                return true;
            }

            var isSilent = entry.SilentAt != Never && entry.SilentAt + postponed <= now;
            entry = entry with { SilentAt = isSilent ? Never : entry.SilentAt };
            Queue(candidate, ref entry, isQueued: false);
            if (isSilent)
            {
                (node, due) = (candidate, Due.Silence);
                return true;
            }
        }

        (node, due) = (null, default);
        return false;
    }

    private static TimeSpan Later(TimeSpan before, TimeSpan? at) => at is { } time && (before < time || before == Never) ? time : before;

    /// <summary>Sees to it that the heap has the node no later than its next time.</summary>
    private void Queue(NodeId node, ref Entry entry, bool isQueued)
    {
        var next = entry.EndsAt < entry.SilentAt ? entry.EndsAt : entry.SilentAt;
        if (isQueued && entry.QueuedAt <= next)
        {
            return;
        }

        entry = entry with { QueuedAt = next };
        heap.Enqueue(node, next);
        if (heap.Count > MinHeapToSweep && heap.Count > 2 * entries.Count)
        {
            heap.Clear();
            heap.EnqueueRange(entries.Select(pair => (pair.Key, pair.Value.QueuedAt)));
        }
    }

    /// <summary>One node.</summary>
    /// <param name="EndsAt">When its time is over.</param>
    /// <param name="SilentAt">When its silence is to be noticed; <see cref="Never"/> where it is not.</param>
    /// <param name="QueuedAt">The heap's entry that counts, which is no later than either; others of the same node are left-overs.</param>
    private readonly record struct Entry(TimeSpan EndsAt, TimeSpan SilentAt, TimeSpan QueuedAt);
}
