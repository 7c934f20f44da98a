using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>One message to all watchers of a pool: changes, or word of progress.</summary>
/// <param name="changes">The changes, in order; none: progress.</param>
/// <param name="revision">What a watcher knows after it.</param>
/// <param name="message">The message.</param>
internal sealed class WatchBatch(LeaseChange[] changes, long revision, EncodedMessage message)
{
    private volatile Rest? lastRest;

    public long Revision => revision;

    public int Length => message.Length;

    /// <summary>What it brings to a watcher that knows a revision already; null: nothing.</summary>
    public EncodedMessage? For(long known, PoolSpec pool) =>
        changes.Length == 0 ? (known <= revision ? message : null)
        : known < changes[0].Revision ? message
        : RestAfter(known, pool);

    /// <summary>Watchers that begin in the midst of it often begin at the same place.</summary>
    private EncodedMessage? RestAfter(long known, PoolSpec pool)
    {
        if (lastRest is not { } rest || rest.Known != known)
        {
            var left = Array.FindAll(changes, change => change.Revision > known);
            lastRest = rest = new Rest(known, WatchEncoding.Events(left, revision, pool).SingleOrDefault()?.Message);
        }

        return rest.Message;
    }

    private EncodedMessage Message => message;

    private sealed record Rest(long Known, EncodedMessage? Message);
}
