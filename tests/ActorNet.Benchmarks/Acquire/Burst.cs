using System.Diagnostics;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;
using Google.Protobuf;

namespace ActorNet.Benchmarks.Acquire;

/// <summary>Many nodes that start at the same moment while others have leases: what half of them wait at most, from that moment on.</summary>
internal static class Burst
{
    private const int Nodes = 64;
    private const int Present = 4_000;
    private const int Rounds = 41;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<Figure> MeasureAsync(Field field, CancellationToken cancellation)
    {
        var comers = field.OfThree;
        await field.PresentAtThree.FillAsync(Present);
        var value = ByteString.CopyFrom(new byte[Field.EventBytes]);
        var samples = await Turns.TakeAsync<Sample>(
            Rounds,
            WarmUp,
            [
                round => Sample.TakeAsync(time: null, () => AtOnceAsync(caller => field.Bare.CreateAsync($"burst/{round}/{caller}", value))),
                async _ =>
                {
                    var sample = await Sample.TakeAsync(time: null, () => AtOnceAsync(comers.AcquireAsync));
                    await comers.ReleaseAllAsync();
                    return sample;
                },
            ],
            cancellation);
        return new Figure(
            "at_once64_among4000_p50_ms",
            [.. samples[1].Select(sample => sample.P50.TotalMilliseconds)],
            Limit.AtMost(15),
            Report.Times(samples[1]),
            Report.Times(samples[0]));
    }

    private static async Task<IReadOnlyList<TimeSpan>> AtOnceAsync(Func<int, Task> call)
    {
        var begin = Stopwatch.GetTimestamp();
        return await Task.WhenAll(Enumerable.Range(0, Nodes).Select(async caller =>
        {
            await call(caller);
            return Stopwatch.GetElapsedTime(begin);
        }));
    }
}
