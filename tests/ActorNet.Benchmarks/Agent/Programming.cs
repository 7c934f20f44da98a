using System.Diagnostics;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Agent;

/// <summary>What ten thousand other nodes take: to be there at all, beside <c>ip -batch</c> and <c>bridge -batch</c> with the same entries; one of them to change; all of them to be compared.</summary>
internal static class Programming
{
    private const int Nodes = 10_000;
    private const int Rounds = 5;
    private const int ChangesPerRound = 100;
    private const int ComparisonsPerRound = 10;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellation)
    {
        using var batch = new BatchFiles(Nodes);
        var snapshot = Neighbourhood.Snapshot(Nodes);
        var results = await Turns.TakeAsync<TimeSpan[]>(
            Rounds, TimeSpan.Zero, [async round => await OursAsync(snapshot, cancellation), async round => await TheirsAsync(batch)], cancellation);

        var (ours, theirs) = (results[0], results[1]);
        double[] ratios = [.. ours.Zip(theirs, (mine, other) => mine[0] / other[0])];
        double[] changes = [.. ours.Select(times => times.Skip(1).Take(ChangesPerRound).Quantile(0.5).TotalMilliseconds)];
        var slowest = ours.Select(times => times.Skip(1).Take(ChangesPerRound).Quantile(0.99).TotalMilliseconds).Median();
        double[] comparisons = [.. ours.Select(times => times.Skip(1 + ChangesPerRound).Quantile(0.5).TotalMilliseconds)];
        return
        [
            new Figure(
                "program_10k_ratio_to_ip_batch",
                ratios,
                Limit.AtMost(1.2),
                $"{Seconds(ours)}, read back as well",
                $"{Seconds(theirs)}"),
            new Figure(
                "one_change_ms",
                changes,
                Limit.AtMost(5),
                $"p50 from message to kernel, one entry; p99 {slowest:0.00} ms",
                ""),
            new Figure("reconcile_10k_ms", comparisons, Limit.AtMost(50), "p50, nothing to change", ""),
        ];
    }

    /// <summary>The time to program, of each change, of each comparison.</summary>
    private static async Task<TimeSpan[]> OursAsync(Contracts.V1.WatchLeasesResponse snapshot, CancellationToken cancellation)
    {
        await using var machine = await MachineAsync();
        using var host = new AgentHost(machine, Neighbourhood.Plan, Neighbourhood.Lease);
        var times = new List<TimeSpan> { await TimeAsync(() => host.TakeAsync(snapshot, cancellation), expected: -1) };
        for (var change = 0; change < ChangesPerRound; change++)
        {
            var message = Neighbourhood.Move(1 + change, $"10.178.0.{change}", revision: 2 + change);
            times.Add(await TimeAsync(() => host.TakeAsync(message, cancellation), expected: 1));
        }

        for (var comparison = 0; comparison < ComparisonsPerRound; comparison++)
        {
            times.Add(await TimeAsync(() => host.CompareAsync(cancellation), expected: 0));
        }

        return [.. times];
    }

    private static async Task<TimeSpan[]> TheirsAsync(BatchFiles batch)
    {
        await using var machine = await MachineAsync();
        await machine.IpAsync("link add anet.1 type vxlan id 1 dev eth0 local 10.176.0.1 dstport 8472 nolearning");
        await machine.IpAsync("link set anet.1 mtu 1450 up");
        var begin = Stopwatch.GetTimestamp();
        await machine.BridgeAsync($"-batch {batch.Forwarding}");
        await machine.IpAsync($"-batch {batch.Neighbours}");
        await machine.IpAsync($"-batch {batch.Routes}");
        return [Stopwatch.GetElapsedTime(begin)];
    }

    private static async Task<NetworkNamespace> MachineAsync()
    {
        var machine = await Machines.CreateWithUplinkAsync();
        await machine.IpAsync("address add 10.176.0.1/32 dev eth0");
        return machine;
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task<int>> work, int expected)
    {
        var begin = Stopwatch.GetTimestamp();
        var changes = await work();
        var elapsed = Stopwatch.GetElapsedTime(begin);
        return changes == expected ? elapsed : throw new InvalidOperationException($"{changes} changes were made, not {expected}");
    }

    private static string Seconds(IReadOnlyList<TimeSpan[]> rounds) => $"{rounds.Select(times => times[0].TotalSeconds).Median():0.00} s";
}
