namespace ActorNet.Allocation.Persistence;

/// <summary>What follows from the commands that were decided together.</summary>
/// <param name="apply">Changes the state, so that the next command is decided on it.</param>
internal sealed class Batch<TEvent>(Action<TEvent> apply)
{
    private readonly List<TEvent> events = [];
    private readonly List<Answer> answers = [];

    public IReadOnlyList<TEvent> Events => events;

    public IReadOnlyList<Answer> Answers => answers;

    public void Write(TEvent change)
    {
        apply(change);
        events.Add(change);
    }

    /// <summary>What to send once the batch is committed.</summary>
    /// <param name="to">The command that it answers; the default where it answers none, and then the message says where it goes.</param>
    /// <param name="message">Makes the message at that time.</param>
    public void Reply(Command to, Func<Committed, object> message) => answers.Add(new Answer(to, message));

    /// <summary>One message that waits for the commit.</summary>
    internal readonly record struct Answer(Command To, Func<Committed, object> Message);
}
