namespace ActorNet.Testing;

/// <summary>Waits for a condition, with a bound.</summary>
public static class Eventually
{
    /// <summary>More than any pause between attempts that the product makes, 30 s at most, and what a busy machine adds to it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until it is as it should be.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="look">Looks.</param>
    /// <param name="within">The bound; 90 s where none is given.</param>
    /// <param name="evidence">What to show when it does not happen.</param>
    public static async Task HoldsAsync(string what, Func<Task<bool>> look, TimeSpan? within = null, Func<string>? evidence = null)
    {
        using var bound = new CancellationTokenSource(within ?? Patience);
        using var timer = new PeriodicTimer(Pause);
        while (!await look())
        {
            try
            {
                await timer.WaitForNextTickAsync(bound.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"{what} did not happen within {within ?? Patience}. {evidence?.Invoke()}", late);
            }
        }
    }
}
