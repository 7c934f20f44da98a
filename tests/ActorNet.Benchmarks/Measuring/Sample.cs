using System.Diagnostics;

namespace ActorNet.Benchmarks.Measuring;

/// <summary>What one contender did in one round.</summary>
/// <param name="PerSecond">Writes a second, of all together.</param>
/// <param name="P50">The median of the times that writes took.</param>
/// <param name="P99">Their 99th percentile.</param>
internal sealed record Sample(double PerSecond, TimeSpan P50, TimeSpan P99)
{
    /// <summary>Measures what a closed loop of writes does.</summary>
    /// <param name="time">How long the load lasts; null when it ends by count.</param>
    /// <param name="work">Does it; gives what each write took.</param>
    public static async Task<Sample> TakeAsync(TimeSpan? time, Func<Task<IReadOnlyList<TimeSpan>>> work)
    {
        var begin = Stopwatch.GetTimestamp();
        var times = await work();
        return new Sample(times.Count / (time ?? Stopwatch.GetElapsedTime(begin)).TotalSeconds, times.Quantile(0.5), times.Quantile(0.99));
    }
}
