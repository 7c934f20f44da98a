namespace ActorNet.Coordinator.Forecasts;

/// <summary>What follows from how what is held has grown in the time before now.</summary>
/// <param name="Window">How long that time was.</param>
/// <param name="Growth">By how much it has grown, in the units of <see cref="Directory.FamilyTally"/>; negative where more was freed than taken.</param>
/// <param name="TimeToFull">How long what is left will last if it goes on like that; null where it was not growing.</param>
internal readonly record struct WindowForecast(TimeSpan Window, Int128 Growth, TimeSpan? TimeToFull)
{
    /// <summary>The longest estimate: what the contract's durations can say.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(315_576_000_000);

    /// <summary>Makes the estimate.</summary>
    /// <param name="window">How long it was.</param>
    /// <param name="growth">By how much it has grown.</param>
    /// <param name="left">How much is left, in the same units.</param>
    public static WindowForecast Of(TimeSpan window, Int128 growth, UInt128 left) => new(
        window,
        growth,
        left == UInt128.Zero ? TimeSpan.Zero
            : growth > Int128.Zero ? TimeSpan.FromSeconds(Math.Min((double)left * window.TotalSeconds / (double)growth, Longest.TotalSeconds))
            : null);
}
