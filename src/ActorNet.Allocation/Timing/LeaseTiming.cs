namespace ActorNet.Allocation.Timing;

/// <summary>The durations of a lease, as the owning shard counts them.</summary>
/// <param name="TimeToLive">How long the holder may believe after it sent a request that was answered; 5 s or more.</param>
/// <param name="Quarantine">How long a freed subnet is kept for its last holder.</param>
public readonly record struct LeaseTiming(TimeSpan TimeToLive, TimeSpan Quarantine)
{
    /// <summary>The shortest time to live.</summary>
    public static readonly TimeSpan MinTimeToLive = TimeSpan.FromSeconds(5);

    /// <summary>The longest time to live and quarantine.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromDays(365);

    private static readonly TimeSpan LongestUnsuspected = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan MinGrace = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How much longer than the time to live the owner waits before it reclaims: 5 s or a hundredth of it, whichever is more. It covers the
    /// drift between the two clocks.
    /// </summary>
    public TimeSpan Grace => TimeSpan.FromTicks(Math.Max(MinGrace.Ticks, TimeToLive.Ticks / 100));

    /// <summary>How long a holder may be silent until it is suspected: its time to live, 5 min at most. Holders renew several times in that.</summary>
    public TimeSpan SuspectAfter => TimeToLive < LongestUnsuspected ? TimeToLive : LongestUnsuspected;

    /// <summary>When a lease that was answered for at a time may be reclaimed at the earliest.</summary>
    public TimeSpan ReclaimAfter(Moment answered) => answered.Elapsed + TimeToLive + Grace;
}
