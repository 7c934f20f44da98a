namespace ActorNet.Allocation.Timing;

/// <summary>A point in time, as an input of the rules.</summary>
/// <param name="Elapsed">Monotonic time since some fixed start of the process; all decisions are made on it.</param>
/// <param name="WallClock">The wall clock, for history and logs only.</param>
public readonly record struct Moment(TimeSpan Elapsed, DateTimeOffset WallClock);
