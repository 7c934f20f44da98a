using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Timing;

/// <summary>
/// When something is due for each node, next one first. Setting a time is O(1) amortised when it moves into the future, as renewals do:
/// the heap is corrected when the old time comes up.
/// </summary>
internal sealed class DeadlineQueue
{
    private const int MinHeapToSweep = 64;

    private readonly Dictionary<NodeId, Entry> entries = [];
    private readonly PriorityQueue<NodeId, TimeSpan> heap = new();

    /// <summary>How far everything was postponed; the times within are without it.</summary>
    private TimeSpan postponed;

    public int Count => entries.Count;

    /// <summary>How many times are kept, left-overs included: what memory is proportional to.</summary>
    internal int HeapCount => heap.Count;

    /// <summary>Sets when the node is due, whatever it was before.</summary>
    public void Set(NodeId node, TimeSpan at)
    {
        var dueAt = at - postponed;
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(entries, node, out var isKnown);
        var isQueued = isKnown && entry.QueuedAt <= dueAt;
        entry = new Entry(dueAt, isQueued ? entry.QueuedAt : dueAt);
        if (!isQueued)
        {
            Queue(node, dueAt);
        }
    }

    /// <summary>Moves the node's time to a later one; never to an earlier one (safety rule 5).</summary>
    public void Extend(NodeId node, TimeSpan at)
    {
        if (!TryGet(node, out var before) || before < at)
        {
            Set(node, at);
        }
    }

    public bool TryGet(NodeId node, out TimeSpan at)
    {
        var isKnown = entries.TryGetValue(node, out var entry);
        at = entry.DueAt + postponed;
        return isKnown;
    }

    /// <summary>Moves every node's time to a later one.</summary>
    public void Postpone(TimeSpan by) => postponed += by;

    public void Remove(NodeId node) => entries.Remove(node);

    public void Clear()
    {
        entries.Clear();
        heap.Clear();
    }

    /// <summary>Takes the next node whose time has come.</summary>
    public bool TryTakeDue(TimeSpan now, [NotNullWhen(true)] out NodeId? node)
    {
        while (heap.TryPeek(out var candidate, out var queuedAt) && queuedAt + postponed <= now)
        {
            heap.Dequeue();
            var isCurrent = entries.TryGetValue(candidate, out var entry) && entry.QueuedAt == queuedAt;
            if (!isCurrent)
            {
                continue;
            }

            if (entry.DueAt + postponed > now)
            {
                entries[candidate] = entry with { QueuedAt = entry.DueAt };
                Queue(candidate, entry.DueAt);
                continue;
            }

            entries.Remove(candidate);
            node = candidate;
            return true;
        }

        node = null;
        return false;
    }

    private void Queue(NodeId node, TimeSpan at)
    {
        heap.Enqueue(node, at);
        if (heap.Count > MinHeapToSweep && heap.Count > 2 * entries.Count)
        {
            heap.Clear();
            heap.EnqueueRange(entries.Select(pair => (pair.Key, pair.Value.QueuedAt)));
        }
    }

    /// <summary>One node.</summary>
    /// <param name="DueAt">When the node is due.</param>
    /// <param name="QueuedAt">The heap's entry that counts; others of the same node are left-overs.</param>
    private readonly record struct Entry(TimeSpan DueAt, TimeSpan QueuedAt);
}
