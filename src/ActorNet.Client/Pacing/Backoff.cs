namespace ActorNet.Client.Pacing;

/// <summary>
/// How long to wait before trying again: at random up to a bound that doubles with each failure (full jitter), so that a thousand clients do not
/// come back at once. Not for several threads.
/// </summary>
/// <param name="first">The bound of the first delay; more than 0.</param>
/// <param name="most">What the bound grows to.</param>
/// <param name="random">Where chance comes from.</param>
public sealed class Backoff(TimeSpan first, TimeSpan most, Random random)
{
    private const int MostDoublings = 16;

    private int _failures;

    /// <summary>The delay after one more failure: more than 0, at most <c>most</c>; never less than what the service asked for.</summary>
    /// <param name="asked">The service's RetryInfo; whoever it was told waits for up to half as long again, so that not all of them return at once.</param>
    public TimeSpan Next(TimeSpan? asked = null)
    {
        var bound = first * (1 << Math.Min(_failures++, MostDoublings));
        if (bound > most)
            bound = most;

        var delay = bound * (1 - random.NextDouble());
        var least = (asked ?? TimeSpan.Zero) * (1 + (random.NextDouble() / 2));
        return delay > least ? delay : least;
    }

    /// <summary>It worked.</summary>
    public void Reset() => _failures = 0;
}
