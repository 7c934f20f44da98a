using ActorNet.Coordinator.History;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// This replica's view of all pools and leases, for readers of any thread. One writer, the <see cref="DirectoryFeed"/>, publishes whole
/// views; a reader takes one and is never in the way.
/// </summary>
internal sealed class LeaseDirectory
{
    private readonly HistoryLimits limits;
    private readonly TimeProvider time;
    private HistoryWriter history;
    private volatile Chronicle chronicle;
    private TaskCompletionSource published = NewSignal();
    private volatile DirectoryView current;

    public LeaseDirectory(TimeProvider time, HistoryLimits? limits = null, PastLimits? pastLimits = null)
        : this(time, limits ?? HistoryLimits.Default, new Chronicle(pastLimits ?? PastLimits.Default, time))
    {
    }

    private LeaseDirectory(TimeProvider time, HistoryLimits limits, Chronicle chronicle)
    {
        (this.time, this.limits, this.chronicle) = (time, limits, chronicle);
        history = new HistoryWriter(this.limits, time);
        current = new DirectoryView(DirectoryState.Empty, history.ToHistory(DirectoryState.Empty), 0, published.Task);
    }

    public DirectoryView Current => current;

    /// <summary>The past. Whoever has a view finds everything in it that is in the view.</summary>
    public Chronicle Chronicle => chronicle;

    /// <summary>An empty one of the same kind, to be filled aside.</summary>
    public LeaseDirectory NewLikeThis() => new(time, limits, chronicle.NewLikeThis());

    /// <summary>Takes events in, none to forget only what is too old. Only the one writer calls it.</summary>
    /// <exception cref="JournalGapException">Events are missing; nothing after those before the gap was taken in.</exception>
    public void Apply(IEnumerable<JournalEvent> events)
    {
        var state = current.State;
        try
        {
            foreach (var entry in events)
            {
                var before = state;
                (state, var change) = DirectoryRules.Apply(before, entry);
                if (!ReferenceEquals(state, before))
                {
                    history.Add(before, new HistoryEntry(entry, change));
                    chronicle.Add(entry);
                }
            }
        }
        finally
        {
            chronicle.Trim();
            if (history.Trim() || !ReferenceEquals(state, current.State))
            {
                Publish(state, current.Incarnation);
            }
        }
    }

    /// <summary>Takes note that no event up to a revision is missing. Only the one writer calls it.</summary>
    public void Reach(long revision)
    {
        if (revision > current.State.Revision)
        {
            Publish(current.State with { Revision = revision }, current.Incarnation);
        }
    }

    /// <summary>Takes over what another one holds, because what is here cannot be trusted. Only the one writer calls it; the other has none any more.</summary>
    public void StartAnew(LeaseDirectory anew)
    {
        (history, chronicle) = (anew.history, anew.chronicle);
        Publish(anew.current.State, current.Incarnation + 1);
    }

    /// <summary>The first view, from now on, whose state is as it should be.</summary>
    /// <exception cref="OperationCanceledException">It did not come in time.</exception>
    public async Task<DirectoryView> WhenAsync(Func<DirectoryState, bool> condition, CancellationToken cancellation)
    {
        var view = current;
        while (!condition(view.State))
        {
            await view.Next.WaitAsync(cancellation);
            view = current;
        }

        return view;
    }

    private void Publish(DirectoryState state, int incarnation)
    {
        var before = published;
        published = NewSignal();
        current = new DirectoryView(state, history.ToHistory(state), incarnation, published.Task);
        before.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
