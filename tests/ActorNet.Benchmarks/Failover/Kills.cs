using System.Diagnostics;
using ActorNet.Benchmarks.Coordinators;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;

namespace ActorNet.Benchmarks.Failover;

/// <summary>kill -9 of the replica with the singleton, again and again: how long it takes until every node is served again.</summary>
internal static class Kills
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(CoordinatorCluster cluster, Population population, int kills, CancellationToken cancellation)
    {
        var times = new List<TimeSpan>();
        for (var kill = 0; kill < kills; kill++)
        {
            cancellation.ThrowIfCancellationRequested();
            var victim = await cluster.FindPoolCoordinatorAsync();
            var begin = Stopwatch.GetTimestamp();
            await victim.KillAsync();
            times.Add(await population.ServedSinceAsync(begin));
            Console.Out.WriteLine($"kill {kill + 1}: every node served again after {Report.Number(times[^1].TotalSeconds)} s");
            await victim.RestartAsync();
            await cluster.WaitUntilCompleteAsync();
            await Task.Delay(Rest, cancellation);
        }

        var text = $"{kills} kills, {population.FailedAttempts:#,0} attempts repeated; {population.TakeCalls().Count(call => call.Failed)} calls failed";
        return
        [
            Figure("kill_p50_s", 0.5, Limit.AtMost(3.5)),
            Figure("kill_p99_s", 0.99, Limit.AtMost(6)),
        ];

        Figure Figure(string name, double part, Limit limit) =>
            new(name, [.. times.Select(time => time.TotalSeconds)], limit, text, "47 s with Akka's defaults") { Value = times.Quantile(part).TotalSeconds };
    }
}
