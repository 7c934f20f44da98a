namespace ActorNet.Agent.Platform;

/// <summary>
/// Gives memory back to the machine: what it takes to start, and to take in all nodes at once, is not needed afterwards, and an agent that has little to do makes too
/// little garbage for the collector to look by itself.
/// </summary>
internal static class Thrift
{
    /// <summary>By then a node has usually started.</summary>
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>Runs until cancelled.</summary>
    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var pause = First; !cancellationToken.IsCancellationRequested; pause = Interval)
        {
            await Task.Delay(pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellationToken.IsCancellationRequested)
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
