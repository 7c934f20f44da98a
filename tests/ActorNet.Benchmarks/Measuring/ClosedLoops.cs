namespace ActorNet.Benchmarks.Measuring;

/// <summary>Callers each of which begins its next call when the one before has ended.</summary>
internal static class ClosedLoops
{
    /// <summary>Keeps a number of calls in flight.</summary>
    /// <param name="load">How long each caller goes on.</param>
    /// <param name="inFlight">How many callers.</param>
    /// <param name="call">One call; it is told whose.</param>
    /// <returns>What every call took.</returns>
    public static async Task<IReadOnlyList<TimeSpan>> RunAsync(Load load, int inFlight, Func<int, Task> call)
    {
        var callers = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(caller => Task.Run(() => CallAsync(load, () => call(caller)))));
        return [.. callers.SelectMany(times => times)];
    }

    private static async Task<IReadOnlyList<TimeSpan>> CallAsync(Load load, Func<Task> call)
    {
        var meter = new LoadMeter(load);
        while (meter.TryBegin(out var begin))
        {
            await call();
            meter.End(begin);
        }

        return meter.Times;
    }
}
