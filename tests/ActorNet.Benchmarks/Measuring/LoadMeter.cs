using System.Diagnostics;

namespace ActorNet.Benchmarks.Measuring;

/// <summary>Keeps one closed loop of writes going: says whether there is another one to begin, and notes how long each took. Not thread-safe.</summary>
internal sealed class LoadMeter(Load load)
{
    private readonly List<TimeSpan> times = [];
    private long begun;

    /// <summary>What every write that ended in time took.</summary>
    public IReadOnlyList<TimeSpan> Times => times;

    public bool TryBegin(out long timestamp)
    {
        timestamp = Stopwatch.GetTimestamp();
        return begun < load.Count && timestamp < load.Until && ++begun > 0;
    }

    /// <summary>A write has ended; one that did so too late does not count.</summary>
    public void End(long begin)
    {
        var now = Stopwatch.GetTimestamp();
        if (now < load.Until)
        {
            times.Add(Stopwatch.GetElapsedTime(begin, now));
        }
    }
}
