using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;

namespace ActorNet.Benchmarks.Agent;

/// <summary>What containers on two machines get through, over tunnels and plain routes of the agent's, beside the same made by hand.</summary>
internal static class Throughput
{
    /// <summary>Many short turns: what else the machine does hits neighbours alike.</summary>
    private const int Rounds = 40;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<Figure> MeasureAsync(CancellationToken cancellation)
    {
        var (tunnel, tunnelByHand) = await CompareAsync(hasTunnels: true, cancellation);
        var (plain, plainByHand) = await CompareAsync(hasTunnels: false, cancellation);
        double[] tunnelRatios = [.. tunnel.Zip(tunnelByHand, (ours, theirs) => ours / theirs)];
        double[] plainRatios = [.. plain.Zip(plainByHand, (ours, theirs) => ours / theirs)];
        var worst = tunnelRatios.Median() < plainRatios.Median() ? tunnelRatios : plainRatios;
        return new Figure(
            "throughput_ratio",
            worst,
            Limit.AtLeast(0.98),
            $"vxlan {Rate(tunnel)} ({tunnelRatios.Median():0.000}), host-gw {Rate(plain)} ({plainRatios.Median():0.000})",
            $"{Rate(tunnelByHand)}, {Rate(plainByHand)}");
    }

    private static async Task<(IReadOnlyList<double> Ours, IReadOnlyList<double> ByHand)> CompareAsync(bool hasTunnels, CancellationToken cancellation)
    {
        await using var ours = await ContainerPair.MakeByAgentAsync(hasTunnels, cancellation);
        await using var byHand = await ContainerPair.MakeByHandAsync(hasTunnels, cancellation);
        var results = await Turns.TakeAsync<double>(Rounds, WarmUp, [_ => ours.MeasureAsync(Turn), _ => byHand.MeasureAsync(Turn)], cancellation);
        return (results[0], results[1]);
    }

    private static string Rate(IReadOnlyList<double> bytes) => $"{bytes.Median() * 8 / 1e9:0.00} Gbit/s";
}
