namespace ActorNet.Coordinator.Directory;

/// <summary>
/// This replica's view of all pools and leases, for readers of any thread. One writer, the <see cref="DirectoryFeed"/>, publishes whole
/// views; a reader takes one and is never in the way.
/// </summary>
internal sealed class LeaseDirectory
{
    /// <summary>How many changes are kept for watchers where nothing else is said.</summary>
    public const int DefaultLogCapacity = 10_000;

    private TaskCompletionSource published = NewSignal();
    private volatile DirectoryView current;

    public LeaseDirectory(int logCapacity = DefaultLogCapacity) =>
        current = new DirectoryView(DirectoryState.Empty, new ChangeLog(logCapacity), 0, published.Task);

    public DirectoryView Current => current;

    /// <summary>Takes events in. Only the one writer calls it.</summary>
    /// <exception cref="JournalGapException">Events are missing; nothing was taken in.</exception>
    public void Apply(IEnumerable<JournalEvent> events)
    {
        var state = current.State;
        var changes = new List<LeaseChange>();
        foreach (var entry in events)
        {
            (state, var change) = DirectoryRules.Apply(state, entry);
            if (change is not null)
            {
                changes.Add(change);
            }
        }

        if (!ReferenceEquals(state, current.State))
        {
            Publish(state, current.Log.Add(changes), current.Incarnation);
        }
    }

    /// <summary>Takes note that no event up to a revision is missing. Only the one writer calls it.</summary>
    public void Reach(long revision)
    {
        if (revision > current.State.Revision)
        {
            Publish(current.State with { Revision = revision }, current.Log, current.Incarnation);
        }
    }

    /// <summary>Takes the place of everything, because it cannot be trusted. Only the one writer calls it.</summary>
    public void StartAnew(DirectoryView anew) => Publish(anew.State, anew.Log, current.Incarnation + 1);

    private void Publish(DirectoryState state, ChangeLog log, int incarnation)
    {
        var before = published;
        published = NewSignal();
        current = new DirectoryView(state, log, incarnation, published.Task);
        before.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
