namespace ActorNet.Agent.Clocks;

/// <summary>A moment on this machine's boot clock. Means nothing on another machine, nor after a restart of this one.</summary>
/// <param name="SinceBoot">How long the machine had been up, suspend included.</param>
internal readonly record struct Instant(TimeSpan SinceBoot) : IComparable<Instant>
{
    /// <summary>The present by the given clock.</summary>
    public static Instant Now(TimeProvider clock) => At(clock, clock.GetTimestamp());

    /// <summary>The moment of one of the clock's timestamps.</summary>
    public static Instant At(TimeProvider clock, long timestamp) => new(clock.GetElapsedTime(0, timestamp));

    /// <summary>The earlier one.</summary>
    public static Instant Min(Instant a, Instant b) => a < b ? a : b;

    /// <summary>The later one.</summary>
    public static Instant Max(Instant a, Instant b) => a > b ? a : b;

    public int CompareTo(Instant other) => SinceBoot.CompareTo(other.SinceBoot);

    public static Instant operator +(Instant instant, TimeSpan duration) => new(instant.SinceBoot + duration);

    public static Instant operator -(Instant instant, TimeSpan duration) => new(instant.SinceBoot - duration);

    public static TimeSpan operator -(Instant left, Instant right) => left.SinceBoot - right.SinceBoot;

    public static bool operator <(Instant left, Instant right) => left.SinceBoot < right.SinceBoot;

    public static bool operator >(Instant left, Instant right) => left.SinceBoot > right.SinceBoot;

    public static bool operator <=(Instant left, Instant right) => left.SinceBoot <= right.SinceBoot;

    public static bool operator >=(Instant left, Instant right) => left.SinceBoot >= right.SinceBoot;
}
