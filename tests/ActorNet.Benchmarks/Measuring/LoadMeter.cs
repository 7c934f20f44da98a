using System.Diagnostics;

namespace ActorNet.Benchmarks.Measuring;

/// <summary>
/// Keeps one closed loop of writes going: says whether there is another one to begin, and notes how long each took. The first one is always begun
/// and always counts, so that a turn in which the machine did nothing else is slow instead of empty. Not thread-safe.
/// </summary>
internal sealed class LoadMeter(Load load)
{
    private readonly List<TimeSpan> times = [];
    private long begun;

    /// <summary>What every write that ended in time took.</summary>
    public IReadOnlyList<TimeSpan> Times => times;

    public bool TryBegin(out long timestamp)
    {
        timestamp = Stopwatch.GetTimestamp();
        return begun < load.Count && (begun == 0 || timestamp < load.Until) && ++begun > 0;
    }

    /// <summary>A write has ended; another than the first one that did so too late does not count.</summary>
    public void End(long begin)
    {
        var now = Stopwatch.GetTimestamp();
        if (now < load.Until || times.Count == 0)
        {
            times.Add(Stopwatch.GetElapsedTime(begin, now));
        }
    }
}
