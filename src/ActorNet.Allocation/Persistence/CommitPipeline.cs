namespace ActorNet.Allocation.Persistence;

/// <summary>
/// What <see cref="FencedActor{TEvent}"/> has taken in, decided and not yet committed, and what may happen next: pure bookkeeping, without an
/// actor, a journal or a clock.
/// <list type="bullet">
/// <item>Nothing is decided before the activation is written (safety rule 2).</item>
/// <item>All that waits is decided together, on one state. What leads to events is written; what leads to answers alone is proved (rule 3).</item>
/// <item>Proofs do not wait for one another, up to a limit. A write waits for all of them: a proof would take it for another owner's.</item>
/// <item>Behind a write, waiting or under way, nothing is decided: the state has run ahead of the journal.</item>
/// </list>
/// </summary>
/// <param name="limits">How much is taken at once.</param>
/// <param name="apply">Changes the state.</param>
/// <param name="sizeOf">How many bytes an event takes, at most.</param>
internal sealed class CommitPipeline<TEvent>(FencedActorLimits limits, Action<TEvent> apply, Func<TEvent, int> sizeOf)
    where TEvent : class, IJournaled
{
    private readonly Queue<Command> waiting = new();
    private readonly HashSet<Batch<TEvent>> proving = [];
    private Batch<TEvent>? writing;
    private bool isWriteTaken;
    private Batch<TEvent>? undecided;
    private Command deciding;

    /// <summary>Whether commands are decided: the activation is written.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether as many commands wait as there may.</summary>
    public bool IsFull => waiting.Count >= limits.Waiting;

    /// <summary>Whether all that was decided is in the journal: messages that tell of the state may be made.</summary>
    public bool IsWritten => writing is null;

    /// <summary>Whether nothing waits, for whatever.</summary>
    public bool IsEmpty => writing is null && proving.Count == 0 && waiting.Count == 0;

    /// <summary>Whose callers must be told that nobody knows, should all end here.</summary>
    public IEnumerable<Command> Unanswered => proving.Append(writing).Append(undecided)
        .OfType<Batch<TEvent>>()
        .SelectMany(batch => batch.Answers, (_, answer) => answer.To)
        .Append(deciding)
        .Concat(waiting);

    public void Open() => IsOpen = true;

    /// <summary>Lets a command wait for its turn.</summary>
    public void Enqueue(Command command) => waiting.Enqueue(command);

    /// <summary>
    /// Decides what waits, as far as one batch takes it; null when it is not the time, or nothing waits. A batch with events is for
    /// <see cref="TakeWrite"/>, one with answers alone is to be proved, one with neither is done.
    /// </summary>
    public Batch<TEvent>? DecideNext(Action<Command, Batch<TEvent>> decide)
    {
        if (!IsOpen || writing is not null || proving.Count >= limits.ProofsUnderWay || waiting.Count == 0)
        {
            return null;
        }

        var batch = new Batch<TEvent>(apply, sizeOf, limits.BytesPerWrite);
        undecided = batch;
        for (var i = 0; i < limits.CommandsPerBatch && batch.EventCount < limits.EventsPerBatch && !batch.IsFull && waiting.TryDequeue(out deciding); i++)
        {
            decide(deciding, batch);
        }

        (deciding, undecided) = (default, null);
        if (batch.EventCount > 0)
        {
            writing = batch;
        }
        else if (batch.Answers.Count > 0)
        {
            proving.Add(batch);
        }

        return batch;
    }

    /// <summary>The batch to write now; null while a proof is under way, and when there is none. Each is given once.</summary>
    public Batch<TEvent>? TakeWrite()
    {
        if (isWriteTaken || proving.Count > 0)
        {
            return null;
        }

        isWriteTaken = writing is not null;
        return writing;
    }

    /// <summary>The batch that was taken is in the journal: its answers may leave.</summary>
    public void OnWritten() => (writing, isWriteTaken) = (null, false);

    /// <summary>Whether the batch waits for its proof; false for one of another incarnation.</summary>
    public bool IsProving(Batch<TEvent> batch) => proving.Contains(batch);

    /// <summary>The batch waits for its proof no longer: it has one, or there will be none.</summary>
    public void EndProof(Batch<TEvent> batch) => proving.Remove(batch);
}
