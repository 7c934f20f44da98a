using ActorNet.Coordinator.Storage;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// Asks the store where journals end: one question at a time, sent after all that it answers were put, so that what reading costs the store
/// does not depend on how many read. Thread-safe.
/// </summary>
internal sealed class EndsQueue(IEventStreams journal, LeaseDirectory directory, TimeProvider time)
{
    /// <summary>How long the store may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private Round waiting = new();
    private bool isUnderWay;

    /// <summary>The ends of journals at a moment after this call began; those of others may come with them.</summary>
    /// <exception cref="Exception">They cannot be told.</exception>
    public Task<JournalEnds> AskAsync(IEnumerable<string> journals)
    {
        Task<JournalEnds> answer;
        lock (gate)
        {
            waiting.Journals.UnionWith(journals);
            answer = waiting.Answer.Task;
            if (isUnderWay)
            {
                return answer;
            }

            isUnderWay = true;
        }

        _ = AnswerAllAsync();
        return answer;
    }

    private async Task AnswerAllAsync()
    {
        while (TakeRound() is { } round)
        {
            using var patience = new CancellationTokenSource(Patience, time);
            try
            {
                var state = directory.Current.State;
                var known = round.Journals.ToDictionary(id => id, id => state.Positions.GetValueOrDefault(id), StringComparer.Ordinal);
                round.Answer.SetResult(await journal.ReadEndsAsync(new JournalEnds(state.Revision, known), patience.Token));
            }
            catch (Exception exception)
            {
                round.Answer.SetException(exception);
                _ = round.Answer.Task.Exception; // Whoever asked may have gone.
            }
        }
    }

    private Round? TakeRound()
    {
        lock (gate)
        {
            isUnderWay = waiting.Journals.Count > 0;
            if (!isUnderWay)
            {
                return null;
            }

            var round = waiting;
            waiting = new Round();
            return round;
        }
    }

    private sealed class Round
    {
        public HashSet<string> Journals { get; } = new(StringComparer.Ordinal);

        public TaskCompletionSource<JournalEnds> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
