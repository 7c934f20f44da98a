namespace Akka.Persistence.Etcd.Journal.Commits;

/// <summary>What waits for one persistence id, in order. Only one group of it is under way at a time: a later write never becomes visible first.</summary>
internal sealed class CommitLane(string persistenceId)
{
    private readonly Queue<PendingWrites> waiting = new();

    public string PersistenceId { get; } = persistenceId;

    /// <summary>The one whose turn it is; null when there is none.</summary>
    public PendingWrites? Head => waiting.TryPeek(out var head) ? head : null;

    /// <summary>The last one; null when there is none.</summary>
    public PendingWrites? Tail { get; private set; }

    public void Add(PendingWrites writes)
    {
        waiting.Enqueue(writes);
        Tail = writes;
    }

    /// <summary>Drops those that are over.</summary>
    /// <returns>Their bytes.</returns>
    public long DropFinished()
    {
        var bytes = 0L;
        while (Head is { IsOver: true } head)
        {
            bytes += head.Bytes;
            waiting.Dequeue();
        }

        return bytes;
    }
}
