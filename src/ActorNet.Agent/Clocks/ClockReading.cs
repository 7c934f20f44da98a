namespace ActorNet.Agent.Clocks;

/// <summary>Both clocks at one moment.</summary>
/// <param name="Now">The boot clock.</param>
/// <param name="Wall">The wall clock.</param>
internal readonly record struct ClockReading(Instant Now, DateTimeOffset Wall)
{
    /// <summary>A longer gap between two readings, or between the two clocks, makes the agent doubt (<c>safety.md</c>, state Suspect).</summary>
    public static readonly TimeSpan TrustedGap = TimeSpan.FromSeconds(2);

    /// <summary>The present by both.</summary>
    public static ClockReading Of(TimeProvider clock) => new(Instant.Now(clock), clock.GetUtcNow());

    /// <summary>Whether, since an earlier reading that was due a moment ago, this process stood still for long, or one of the clocks was set.</summary>
    public bool IsDoubtfulAfter(ClockReading earlier)
    {
        var gap = Now - earlier.Now;
        return gap > TrustedGap || (Wall - earlier.Wall - gap).Duration() > TrustedGap;
    }
}
