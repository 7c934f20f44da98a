using ActorNet.Benchmarks.Coordinators;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Failover;

/// <summary>Other programs take all processor time: no replica may be taken for dead.</summary>
internal static class Starvation
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static async Task<Figure> MeasureAsync(CoordinatorCluster cluster, Population population, TimeSpan time, CancellationToken cancellation)
    {
        population.TakeCalls();
        var (alarms, looks) = (0, 0);
        var busy = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => RunningProgram.Start("sh", "-c", "while :; do :; done")).ToList();
        try
        {
            using var timer = new PeriodicTimer(Look);
            var load = Load.Lasting(time);
            var meter = new LoadMeter(load);
            while (meter.TryBegin(out _) && await timer.WaitForNextTickAsync(cancellation))
            {
                foreach (var status in await Task.WhenAll(cluster.Replicas.Select(replica => replica.FindStatusAsync())))
                {
                    // One that is too starved to answer is no alarm: the others say what they think of it.
                    looks++;
                    alarms += status is not null && (status.Replicas.Count < cluster.Replicas.Count || status.Replicas.Any(other => !other.Reachable)) ? 1 : 0;
                }
            }
        }
        finally
        {
            foreach (var program in busy)
            {
                await program.DisposeAsync();
            }
        }

        alarms += cluster.Replicas.Count(replica => replica.HasExited);
        var calls = population.TakeCalls();
        return new Figure(
            "false alarms when starved",
            [alarms],
            Limit.AtMost(0),
            $"{looks} looks in {time.TotalSeconds} s; {calls.Count:#,0} calls, p99 {Report.Milliseconds(calls.Select(call => call.Time).Quantile(0.99))}, {calls.Count(call => call.Failed)} failed",
            $"{busy.Count} busy loops")
        {
            IsSummarised = false,
        };
    }
}
