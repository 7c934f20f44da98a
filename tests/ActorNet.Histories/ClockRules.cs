namespace ActorNet.Histories;

/// <summary>The durations of safety.md, in nanoseconds, so that a checker does not take them from the code that it checks.</summary>
internal static class ClockRules
{
    private const double Rho = 0.01;
    private const long NsPerMs = 1_000_000;
    private const long MinGraceNs = 5_000 * NsPerMs;

    /// <summary>m = 2·rho·T + 50 ms: how much less than the time to live a node may believe.</summary>
    public static long MarginNs(TimeSpan timeToLive) => (long)(2 * Rho * ToNs(timeToLive)) + (50 * NsPerMs);

    /// <summary>g = max(5 s, T/100): how much longer than the time to live the owner waits.</summary>
    public static long GraceNs(TimeSpan timeToLive) => Math.Max(MinGraceNs, ToNs(timeToLive) / 100);

    /// <summary>
    /// T + g on an owner's clock that runs as fast as rho allows, by the collector's clock: sooner than this after it answered, nobody else can have it.
    /// </summary>
    public static long ShortestReclaimNs(TimeSpan timeToLive) => (long)((ToNs(timeToLive) + GraceNs(timeToLive)) * (1 - Rho));

    public static long ToNs(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;
}
