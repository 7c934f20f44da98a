using ActorNet.Benchmarks.Measuring;

namespace ActorNet.Benchmarks.Acquire;

/// <summary>One of those that take turns.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="CallAsync">One call; it is told whose.</param>
/// <param name="TidyUpAsync">Brings it back to where it was before a turn.</param>
internal sealed record Contender(string Name, Func<int, Task> CallAsync, Func<Task> TidyUpAsync)
{
    /// <summary>Its turn.</summary>
    /// <param name="inFlight">How many calls at once.</param>
    /// <param name="calls">How many calls each caller makes; null: as many as the time allows.</param>
    /// <param name="time">How long the turn is.</param>
    public async Task<Sample> TakeTurnAsync(int inFlight, int? calls, TimeSpan time)
    {
        var sample = calls is { } count
            ? await Sample.TakeAsync(time: null, () => ClosedLoops.RunAsync(Load.OfCount(count), inFlight, CallAsync))
            : await Sample.TakeAsync(time, () => ClosedLoops.RunAsync(Load.Lasting(time), inFlight, CallAsync));
        await TidyUpAsync();
        return sample;
    }
}
