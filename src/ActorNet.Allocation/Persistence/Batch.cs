namespace ActorNet.Allocation.Persistence;

/// <summary>What follows from the commands that were decided together.</summary>
/// <param name="apply">Changes the state, so that the next command is decided on it.</param>
internal sealed class Batch<TEvent>(Action<TEvent> apply)
{
    private readonly List<TEvent> events = [];
    private readonly List<(Command To, Action Send)> answers = [];

    public IReadOnlyList<TEvent> Events => events;

    public bool HasAnswers => answers.Count > 0;

    /// <summary>Those who wait for this batch.</summary>
    public IEnumerable<Command> Answered => answers.Select(answer => answer.To);

    public void Write(TEvent change)
    {
        apply(change);
        events.Add(change);
    }

    /// <summary>What to send for a command once the batch is committed.</summary>
    public void Answer(Command to, Action send) => answers.Add((to, send));

    public void SendAnswers() => answers.ForEach(answer => answer.Send());
}
