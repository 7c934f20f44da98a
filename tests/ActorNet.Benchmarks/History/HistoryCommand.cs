using System.CommandLine;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.History;

namespace ActorNet.Benchmarks.History;

/// <summary>The benchmark <c>history</c>: who held an address among a million events, beside a scan of the same events.</summary>
internal static class HistoryCommand
{
    private const int Events = 1_000_000;
    private const int Rounds = 10;
    private const int Lookups = 20_000;
    private const int Few = 20;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly HistoryFilter Everything = new(null, null, null, long.MinValue, long.MaxValue);

    /// <summary>What there is to do without an index: look at every event.</summary>
    private static readonly HistoryFilter Nothing = Everything with { Pool = new PoolName("another") };

    public static Command Create()
    {
        var command = new Command("history", "who held an address, among a million events");
        command.SetAction((_, cancellation) => Interruption.GuardAsync(RunAsync, cancellation));
        return command;
    }

    /// <summary>The first figure alone, for who measures other things beside it.</summary>
    public static async Task<Figure> MeasureWhoisAsync(CancellationToken cancellation)
    {
        var (chronicle, _, _) = Fill();
        var random = new Random(1);
        var results = await Turns.TakeAsync<TimeSpan[]>(Rounds, WarmUp, [_ => LookUp(chronicle, random), _ => Scan(chronicle)], cancellation);
        return Whois(results[0], results[1]);
    }

    private static async Task RunAsync(CancellationToken cancellation)
    {
        var (chronicle, bytes, perSecond) = Fill();
        if (chronicle.List(Everything, after: null, int.MaxValue).Entries.Count is var kept and not Events)
        {
            throw new InvalidOperationException($"{kept} events were kept, {Events} were given");
        }

        var random = new Random(1);
        var results = await Turns.TakeAsync<TimeSpan[]>(
            Rounds,
            WarmUp,
            [
                _ => LookUp(chronicle, random),
                _ => Scan(chronicle),
                _ => Time(Few, () => Hold(chronicle.Lookup(Wide(random), SomeTime(random), after: null, most: 1000))),
                _ => Time(Few, () => chronicle.List(Everything with { Prefix = SomeSubnet(random) }, after: null, most: 100)),
                _ => Time(Few, () => chronicle.List(Everything with { ToTicks = SomeTime(random) }, after: null, most: 100)),
            ],
            cancellation);
        Report.Print(
        [
            Whois(results[0], results[1]),
            new Figure("whois_1000_ms_1m", P99(results[2]), Limit.AtMost(10), $"a /12 with up to 1,000 holders, {Times(results[2])}", "") { IsSummarised = false },
            new Figure("history_prefix_ms_1m", P99(results[3]), Limit.AtMost(10), $"a page of a subnet's history, {Times(results[3])}", "") { IsSummarised = false },
            new Figure("history_until_ms_1m", P99(results[4]), Limit.AtMost(10), $"a page up to some time, {Times(results[4])}", "") { IsSummarised = false },
            new Figure("bytes_per_event", [bytes / Events], Limit.AtMost(100), $"{bytes / 1e6:0.0} MB of {EventfulPool.Subnets:#,0} subnets' history", ""),
            new Figure("events_per_s", [perSecond], Limit.AtLeast(100_000), $"{perSecond:#,0}/s taken in", "") { IsSummarised = false },
        ]);
    }

    private static Figure Whois(IReadOnlyList<TimeSpan[]> lookups, IReadOnlyList<TimeSpan[]> scans) =>
        new("whois_ms_1m", P99(lookups), Limit.AtMost(10), $"an address, {Times(lookups)}", $"a scan: {Times(scans)}");

    private static Task<TimeSpan[]> LookUp(Chronicle chronicle, Random random) =>
        Time(Lookups, () => Hold(chronicle.Lookup(SomeAddress(random), SomeTime(random), after: null, most: 10)));

    private static Task<TimeSpan[]> Scan(Chronicle chronicle) => Time(Few, () => chronicle.List(Nothing, after: null, most: 1));

    /// <summary>The index, how much memory it takes, and how fast it took the events in.</summary>
    private static (Chronicle Chronicle, double Bytes, double PerSecond) Fill()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var chronicle = new Chronicle(new PastLimits(TimeSpan.FromDays(3650), Events), TimeProvider.System);
        var elapsed = Fill(chronicle);
        return (chronicle, GC.GetTotalMemory(forceFullCollection: true) - before, Events / elapsed.TotalSeconds);
    }

    /// <summary>On its own, so that nothing of the making is alive when memory is counted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TimeSpan Fill(Chronicle chronicle) => new EventfulPool().Events(Events).Chunk(1000)
        .Aggregate(TimeSpan.Zero, (elapsed, batch) => elapsed + Add(chronicle, batch));

    private static TimeSpan Add(Chronicle chronicle, JournalEvent[] batch)
    {
        var begin = Stopwatch.GetTimestamp();
        foreach (var entry in batch)
        {
            chronicle.Add(entry);
        }

        chronicle.Trim();
        return Stopwatch.GetElapsedTime(begin);
    }

    private static Task<TimeSpan[]> Time(int count, Action work)
    {
        var times = new TimeSpan[count];
        for (var index = 0; index < count; index++)
        {
            var begin = Stopwatch.GetTimestamp();
            work();
            times[index] = Stopwatch.GetElapsedTime(begin);
        }

        return Task.FromResult(times);
    }

    private static void Hold(HoldersFound found)
    {
        if (!found.IsKnown)
        {
            throw new InvalidOperationException("a time within the month is not known");
        }
    }

    private static Prefix SomeSubnet(Random random) => EventfulPool.Subnet(random.Next(EventfulPool.Subnets));

    private static Prefix SomeAddress(Random random) => SomeSubnet(random).Subprefix((UInt128)random.Next(256), 32);

    private static Prefix Wide(Random random) => Prefix.Parse("10.0.0.0/8").Subprefix((UInt128)random.Next(16), 12);

    private static long SomeTime(Random random) => (EventfulPool.Start + (EventfulPool.Length * random.NextDouble())).UtcTicks;

    private static double[] P99(IEnumerable<TimeSpan[]> rounds) => [.. rounds.Select(times => times.Quantile(0.99).TotalMilliseconds)];

    private static string Times(IReadOnlyList<TimeSpan[]> rounds) =>
        $"p50 {Microseconds(rounds.Select(times => times.Quantile(0.5)))}, p99 {Microseconds(rounds.Select(times => times.Quantile(0.99)))}";

    private static string Microseconds(IEnumerable<TimeSpan> times) => $"{Report.Number(times.Quantile(0.5).TotalMicroseconds)} µs";
}
