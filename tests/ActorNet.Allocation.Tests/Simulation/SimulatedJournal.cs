namespace ActorNet.Allocation.Tests.Simulation;

/// <summary>A fenced journal: who does not know its end writes nothing (safety rule 1).</summary>
/// <param name="onAppended">Sees every event at the moment at which it is durable.</param>
internal sealed class SimulatedJournal<TEvent>(Action<TEvent> onAppended)
{
    private readonly List<TEvent> events = [];

    public IReadOnlyList<TEvent> Events => events;

    public bool TryAppend(int position, IReadOnlyList<TEvent> batch)
    {
        if (position != events.Count)
        {
            return false;
        }

        foreach (var change in batch)
        {
            events.Add(change);
            onAppended(change);
        }

        return true;
    }
}
