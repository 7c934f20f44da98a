using System.Collections.Concurrent;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>
/// What brings watchers that come back to where the ring begins to cover. When a replica is gone, its watchers come with the same few
/// revisions, so what one was sent is kept for the others for as long as the ring goes on from there.
/// </summary>
/// <param name="ring">The ring.</param>
/// <param name="pool">The pool as it is.</param>
internal sealed class CatchUps(WatchRing ring, Func<PoolSpec> pool)
{
    private const int MaxKept = 32;

    private readonly ConcurrentDictionary<(int Incarnation, long From), IReadOnlyList<WatchBatch>> kept = [];

    /// <summary>The messages after a revision, up to a view or to where an earlier one was; null where they are forgotten.</summary>
    public IReadOnlyList<WatchBatch>? After(long known, DirectoryView view)
    {
        if (kept.TryGetValue((view.Incarnation, known), out var messages) && ring.Find(messages[^1].Revision) is not null)
        {
            return messages;
        }

        if (!view.History.Covers(known))
        {
            return null;
        }

        LeaseChange[] changes = [.. view.History.ChangesAfter(known).Where(change => change.Pool == pool().Name)];
        messages = [.. WatchEncoding.Events(changes, Math.Max(known, view.State.Revision), pool())];
        if (messages.Count > 0)
        {
            if (kept.Count >= MaxKept)
            {
                kept.Clear();
            }

            kept[(view.Incarnation, known)] = messages;
        }

        return messages;
    }
}
