using ActorNet.Benchmarks.Coordinators;
using ActorNet.Benchmarks.Reporting;

namespace ActorNet.Benchmarks.Failover;

/// <summary>SIGTERM of each replica, one after the other: no call fails, and none takes long.</summary>
internal static class Stops
{
    private const int RoundsOfAll = 2;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(CoordinatorCluster cluster, Population population, CancellationToken cancellation)
    {
        await Task.Delay(Rest, cancellation);
        population.TakeCalls();
        var (attempts, slowest) = (population.FailedAttempts, new List<double>());
        var (failed, calls) = (0, 0);
        foreach (var replica in Enumerable.Repeat(cluster.Replicas, RoundsOfAll).SelectMany(all => all))
        {
            cancellation.ThrowIfCancellationRequested();
            var exitCode = await replica.TerminateAsync();
            await Task.Delay(Rest, cancellation);
            var ended = population.TakeCalls();
            slowest.Add(ended.Max(call => call.Time.TotalSeconds));
            failed += ended.Count(call => call.Failed);
            calls += ended.Count;
            Console.Out.WriteLine($"SIGTERM (exit code {exitCode}): {ended.Count:#,0} calls, the longest {Report.Number(slowest[^1])} s, {ended.Count(call => call.Failed)} failed");
            await replica.RestartAsync();
            await cluster.WaitUntilCompleteAsync();
            await Task.Delay(Rest, cancellation);
            population.TakeCalls();
        }

        var text = $"{calls:#,0} calls, {population.FailedAttempts - attempts:#,0} attempts repeated";
        return
        [
            new Figure("term_failed_calls", [failed], Limit.AtMost(0), text, string.Empty),
            new Figure("term_max_s", slowest, Limit.AtMost(1), text, string.Empty) { Value = slowest.Max() },
        ];
    }
}
