using System.Diagnostics;
using ActorNet.Benchmarks.Etcd;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;

namespace ActorNet.Benchmarks.Journal;

/// <summary>How fast actors come back: the time from their making until all have all their events.</summary>
internal static class Recovery
{
    private const int Events = 100_000;
    private const int Actors = 8;
    private const int WritesInFlight = 64;
    private const int Rounds = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static async Task<Figure> MeasureAsync(JournalSystem journal, BareClient bare, CancellationToken cancellation)
    {
        string[] ids = [.. Enumerable.Range(0, Actors).Select(actor => $"recovery-{actor}")];
        await journal.WriteAsync(ids, WritesInFlight, () => Load.OfCount((Events / Actors) - 1));
        var rates = await Turns.TakeAsync<double>(
            Rounds,
            WarmUp,
            [
                _ => RateAsync(async () => (await Task.WhenAll(ids.Select(id => bare.ReadAsync($"akka/e/{id}/")))).Sum()),
                _ => RateAsync(() => journal.RecoverAsync(ids)),
            ],
            cancellation);
        return new Figure("recovery_per_s", rates[1], Limit.AtLeast(50_000), Rate(rates[1]), $"{Rate(rates[0])} read only");
    }

    private static async Task<double> RateAsync(Func<Task<long>> recover)
    {
        var begin = Stopwatch.GetTimestamp();
        var events = await recover();
        return events == Events
            ? events / Stopwatch.GetElapsedTime(begin).TotalSeconds
            : throw new InvalidOperationException($"{events} events were recovered, {Events} were written");
    }

    private static string Rate(IReadOnlyList<double> rates) => $"{Report.Number(rates.Median())}/s";
}
