using ActorNet.Benchmarks.Etcd;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;
using Google.Protobuf;

namespace ActorNet.Benchmarks.Journal;

/// <summary>What many actors get written, against as many guarded transactions in flight, each of one put.</summary>
internal static class ManyWrites
{
    private const int Actors = 32;
    private const int WritesInFlight = 32;
    private const int Rounds = 25;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(0.3);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(JournalSystem journal, BareClient bare, byte[] payload, CancellationToken cancellation)
    {
        var value = ByteString.CopyFrom(payload);
        var samples = await Turns.TakeAsync<Sample>(
            Rounds,
            WarmUp,
            [
                round => Sample.TakeAsync(Turn, () => bare.WriteAsync($"many/{round}", value, Load.Lasting(Turn), Actors)),
                round => Sample.TakeAsync(Turn, () => journal.WriteAsync(Ids($"awaiting{round}"), inFlight: 1, () => Load.Lasting(Turn))),
                round => Sample.TakeAsync(Turn, () => journal.WriteAsync(Ids($"pipelined{round}"), WritesInFlight, () => Load.Lasting(Turn))),
            ],
            cancellation);
        return
        [
            Compare("awaiting32_ratio", samples[1], samples[0], Limit.AtLeast(2.5)),
            Compare("pipelined32_ratio", samples[2], samples[0], Limit.AtLeast(8)),
        ];
    }

    private static IEnumerable<string> Ids(string name) => Enumerable.Range(0, Actors).Select(actor => $"{name}-{actor}");

    private static Figure Compare(string name, IReadOnlyList<Sample> ours, IReadOnlyList<Sample> limits, Limit limit) =>
        new(name, [.. ours.Zip(limits, (our, limit) => our.PerSecond / limit.PerSecond)], limit, Report.Rates(ours), Report.Rates(limits));
}
