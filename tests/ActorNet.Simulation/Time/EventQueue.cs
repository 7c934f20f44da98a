namespace ActorNet.Simulation.Time;

/// <summary>All that is going to happen, by real time; what is due at the same moment happens in the order in which it was put here.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Entry, Due> entries = new();
    private long put;

    /// <summary>Real time since the world began. Nobody in it can see this clock.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>How much has happened.</summary>
    public long Happened { get; private set; }

    /// <summary>Something is going to happen, to a process or to the world; a process that is dead by then it passes by, one that is paused it waits for.</summary>
    public void Put(TimeSpan at, SimulatedProcess? process, Action action) =>
        entries.Enqueue(new Entry(process, action), new Due(Math.Max(at.Ticks, Now.Ticks), put++));

    /// <summary>The next thing happens; false when there is none until then.</summary>
    public bool HappenNext(TimeSpan until)
    {
        if (!entries.TryPeek(out var entry, out var due) || due.At > until.Ticks)
        {
            Now = until;
            return false;
        }

        entries.Dequeue();
        Now = TimeSpan.FromTicks(due.At);
        if (entry.Process is { } process)
        {
            if (!process.IsAlive)
            {
                return true;
            }

            if (process.PausedUntil > Now)
            {
                Put(process.PausedUntil, process, entry.Action);
                return true;
            }
        }

        Happened++;
        entry.Action();
        return true;
    }

    private readonly record struct Entry(SimulatedProcess? Process, Action Action);

    private readonly record struct Due(long At, long Number) : IComparable<Due>
    {
        public int CompareTo(Due other) => At != other.At ? At.CompareTo(other.At) : Number.CompareTo(other.Number);
    }
}
