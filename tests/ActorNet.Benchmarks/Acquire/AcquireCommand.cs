using System.CommandLine;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Acquire;

/// <summary>
/// The benchmark <c>acquire</c>: what it takes a new node to get a lease, next to guarded transactions of the bare etcd client and calls of a bare
/// gRPC server, with few and with many leases present.
/// </summary>
internal static class AcquireCommand
{
    private const int Rounds = 9;
    private const int SingleRounds = 21;
    private const int SingleCalls = 40;
    private static readonly int[] LeasesPresent = [0, 1_000, 16_000, 100_000];
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(0.4);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    public static Command Create()
    {
        var command = new Command("acquire", "a new node's lease: latency, throughput, many leases present, many nodes at once");
        command.SetAction((_, cancellation) => Interruption.GuardAsync(RunAsync, cancellation));
        return command;
    }

    private static async Task RunAsync(CancellationToken cancellation)
    {
        await using var etcd = await EtcdCluster.StartAsync();
        await using var field = await Field.StartAsync(etcd, LeasesPresent, cancellation);

        // The hardest work comes first: it warms the code for the others.
        var at256 = await MeasureAsync(field, inFlight: 256, Rounds, calls: null, cancellation);
        var at64 = await MeasureAsync(field, inFlight: 64, Rounds, calls: null, cancellation);
        var at1 = await MeasureAsync(field, inFlight: 1, SingleRounds, SingleCalls, cancellation);
        var burst = await Burst.MeasureAsync(field, cancellation);

        var (etcdAt, emptyAt, fullAt, threeAt) = (0, 2, 2 + LeasesPresent.Length - 1, 2 + LeasesPresent.Length);
        Report.Print(
        [
            Times("p50_ratio_to_etcd_txn", at1[emptyAt], at1[etcdAt], Limit.AtMost(2)),
            WorstOf("p50_ratio_100k_to_empty", Limit.AtMost(1.2), [at1, at64, at256], fullAt, emptyAt),
            Rates("per_s_256_ratio_to_etcd_txn", at256[emptyAt], at256[etcdAt], Limit.AtLeast(2)),
            Rates("per_s_256_ratio_three", at256[threeAt], at256[etcdAt], Limit.AtLeast(1.2)),
            burst,
        ]);
    }

    private static async Task<IReadOnlyList<Sample>[]> MeasureAsync(Field field, int inFlight, int rounds, int? calls, CancellationToken cancellation)
    {
        var samples = await Turns.TakeAsync<Sample>(
            rounds,
            WarmUp,
            [.. field.Contenders.Select<Contender, Func<int, Task<Sample>>>(contender => _ => contender.TakeTurnAsync(inFlight, calls, Turn))],
            cancellation);
        Report.Print($"{inFlight} in flight", field.Contenders.Zip(samples, (contender, own) => (contender.Name, own)));
        return samples;
    }

    private static Figure Rates(string name, IReadOnlyList<Sample> ours, IReadOnlyList<Sample> limits, Limit limit) =>
        new(name, [.. ours.Zip(limits, (our, bare) => our.PerSecond / bare.PerSecond)], limit, Report.Rates(ours), Report.Rates(limits));

    private static Figure Times(string name, IReadOnlyList<Sample> ours, IReadOnlyList<Sample> limits, Limit limit) =>
        new(name, [.. ours.Zip(limits, (our, bare) => our.P50 / bare.P50)], limit, Report.Times(ours), Report.Times(limits));

    /// <summary>The limit holds at every number of calls in flight: the one where it is nearest counts.</summary>
    private static Figure WorstOf(string name, Limit limit, IReadOnlyList<Sample>[][] settings, int ours, int beside) =>
        settings.Select(samples => Times(name, samples[ours], samples[beside], limit)).MaxBy(figure => figure.Value)!;
}
