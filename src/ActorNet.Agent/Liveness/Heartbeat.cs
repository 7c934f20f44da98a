namespace ActorNet.Agent.Liveness;

/// <summary>The sign of life of one of the agent's loops: it beats once a turn.</summary>
/// <param name="loop">The loop's name, for operators.</param>
/// <param name="patience">The longest that a turn may take, waiting included.</param>
/// <param name="clock">
/// CLOCK_MONOTONIC, by which systemd's watchdog goes as well, and not the boot clock: a machine that was suspended has no loop that hangs.
/// </param>
internal sealed class Heartbeat(string loop, TimeSpan patience, TimeProvider clock)
{
    private long _beatenAt = clock.GetTimestamp();

    public string Loop { get; } = loop;

    /// <summary>How long ago the last turn began.</summary>
    public TimeSpan Silence => clock.GetElapsedTime(Volatile.Read(ref _beatenAt));

    /// <summary>Whether the loop hangs.</summary>
    public bool IsStuck => Silence > patience;

    /// <summary>A turn begins. From any thread.</summary>
    public void Beat() => Volatile.Write(ref _beatenAt, clock.GetTimestamp());
}
