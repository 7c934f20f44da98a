namespace ActorNet.Simulation.Time;

/// <summary>Something that runs, stands still, and dies. It sees no time but its clock's.</summary>
internal abstract class SimulatedProcess(EventQueue queue, string name, DriftingClock clock)
{
    public string Name => name;

    public DriftingClock Clock => clock;

    public bool IsAlive { get; private set; } = true;

    /// <summary>Until when it stands still, in real time; nothing that was to happen to it is lost.</summary>
    public TimeSpan PausedUntil { get; private set; }

    /// <summary>What its clock shows.</summary>
    public TimeSpan Elapsed => clock.At(queue.Now);

    public bool IsPaused => PausedUntil > queue.Now;

    /// <summary>When it stood still, in real time: disjoint, in order.</summary>
    public List<(TimeSpan From, TimeSpan To)> Pauses { get; } = [];

    public void Pause(TimeSpan real)
    {
        var until = queue.Now + real;
        if (PausedUntil < queue.Now)
        {
            Pauses.Add((queue.Now, until));
        }
        else if (until > PausedUntil && Pauses.Count > 0)
        {
            Pauses[^1] = Pauses[^1] with { To = until };
        }

        PausedUntil = until > PausedUntil ? until : PausedUntil;
    }

    public void Kill() => IsAlive = false;

    /// <summary>Does something after a time on its own clock.</summary>
    protected void After(TimeSpan elapsed, Action action) => queue.Put(queue.Now + (elapsed / clock.Rate), this, action);

    /// <inheritdoc/>
    public override string ToString() => name;
}
