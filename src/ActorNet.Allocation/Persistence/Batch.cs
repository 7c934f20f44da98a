namespace ActorNet.Allocation.Persistence;

/// <summary>What follows from the commands that were decided together.</summary>
/// <param name="apply">Changes the state, so that the next command is decided on it.</param>
/// <param name="sizeOf">How many bytes an event takes, at most.</param>
/// <param name="bytesPerWrite">How many bytes of events are written at once.</param>
internal sealed class Batch<TEvent>(Action<TEvent> apply, Func<TEvent, int> sizeOf, int bytesPerWrite)
    where TEvent : class, IJournaled
{
    private readonly List<List<TEvent>> writes = [];
    private readonly List<Answer> answers = [];
    private int bytesOfLast;

    /// <summary>
    /// The events, in order, as they are to be written. Each one is a step between states that may stand on their own: it does no harm when
    /// only the first writes are done, because nothing is answered before the last one is.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<TEvent>> Writes => writes;

    /// <summary>How many events there are.</summary>
    public int EventCount { get; private set; }

    /// <summary>Whether one write does not hold more.</summary>
    public bool IsFull => writes.Count > 1 || bytesOfLast >= bytesPerWrite;

    public IReadOnlyList<Answer> Answers => answers;

    public void Write(TEvent change)
    {
        apply(change);
        var bytes = sizeOf(change);
        if (writes.Count == 0 || bytesOfLast + bytes > bytesPerWrite)
        {
            writes.Add([]);
            bytesOfLast = 0;
        }

        writes[^1].Add(change);
        bytesOfLast += bytes;
        EventCount++;
    }

    /// <summary>Writes events that are one step: all of them or none. Together they are far smaller than a write may be.</summary>
    public void WriteTogether(IReadOnlyList<TEvent> changes)
    {
        if (writes.Count > 0 && bytesOfLast + changes.Sum(sizeOf) > bytesPerWrite)
        {
            writes.Add([]);
            bytesOfLast = 0;
        }

        foreach (var change in changes)
        {
            Write(change);
        }
    }

    /// <summary>What to send once the batch is committed.</summary>
    /// <param name="to">The command that it answers; the default where it answers none, and then the message says where it goes.</param>
    /// <param name="message">Makes the message at that time.</param>
    public void Reply(Command to, Func<Committed, object> message) => answers.Add(new Answer(to, message));

    /// <summary>One message that waits for the commit.</summary>
    internal readonly record struct Answer(Command To, Func<Committed, object> Message);
}
