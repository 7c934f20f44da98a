using ActorNet.Benchmarks.Etcd;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;
using Google.Protobuf;

namespace ActorNet.Benchmarks.Journal;

/// <summary>What a write costs one actor that is alone: its median time against one guarded transaction's.</summary>
internal static class SingleWrites
{
    private const int Rounds = 61;
    private const int WritesPerTurn = 60;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task<Figure> MeasureAsync(JournalSystem journal, BareClient bare, byte[] payload, CancellationToken cancellation)
    {
        var value = ByteString.CopyFrom(payload);
        var load = Load.OfCount(WritesPerTurn);
        var samples = await Turns.TakeAsync<Sample>(
            Rounds,
            WarmUp,
            [
                round => Sample.TakeAsync(time: null, () => bare.WriteAsync($"single/{round}", value, load, inFlight: 1)),
                round => Sample.TakeAsync(time: null, () => journal.WriteAsync([$"single{round}"], inFlight: 1, () => load)),
            ],
            cancellation);
        var (limits, ours) = (samples[0], samples[1]);
        return new Figure("single_p50_ratio", [.. ours.Zip(limits, (our, limit) => our.P50 / limit.P50)], Limit.AtMost(1.3), Report.Times(ours), Report.Times(limits));
    }
}
