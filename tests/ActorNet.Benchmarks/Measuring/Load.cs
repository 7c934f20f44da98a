using System.Diagnostics;

namespace ActorNet.Benchmarks.Measuring;

/// <summary>How long to go on.</summary>
/// <param name="Count">Ends after so many writes.</param>
/// <param name="Until">Ends at this <see cref="Stopwatch"/> timestamp.</param>
internal readonly record struct Load(long Count, long Until)
{
    public static Load OfCount(long count) => new(count, long.MaxValue);

    public static Load Lasting(TimeSpan time) => new(long.MaxValue, Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency));
}
