namespace ActorNet.Benchmarks;

/// <summary>Ctrl-C and SIGTERM: a benchmark cleans up and says nothing more.</summary>
internal static class Interruption
{
    /// <summary>As shells have it: 128 and SIGINT.</summary>
    private const int Interrupted = 130;

    public static async Task<int> GuardAsync(Func<CancellationToken, Task> benchmark, CancellationToken cancellation)
    {
        try
        {
            await benchmark(cancellation);
            return 0;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C in a terminal ends etcd as well, so that anything may be the first to fail.
            return Interrupted;
        }
    }
}
