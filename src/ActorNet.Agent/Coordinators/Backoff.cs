namespace ActorNet.Agent.Coordinators;

/// <summary>How long to wait before trying again: at random up to a bound that doubles with each failure (full jitter), so that a thousand agents do not come back at once.</summary>
internal sealed class Backoff(TimeSpan least, TimeSpan most, Random random)
{
    private const int MostDoublings = 16;

    private int _failures;

    /// <summary>The delay after one more failure: more than half of <c>least</c>, at most <c>most</c>.</summary>
    public TimeSpan Next()
    {
        var bound = least * (1 << Math.Min(_failures++, MostDoublings));
        if (bound > most)
            bound = most;
        return (least / 2) + ((bound - (least / 2)) * random.NextDouble());
    }

    /// <summary>It worked.</summary>
    public void Reset() => _failures = 0;
}
