using System.CommandLine;
using ActorNet.Benchmarks.Etcd;
using ActorNet.Benchmarks.Reporting;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Storm;

/// <summary>The benchmark <c>storm</c>: a whole cluster that starts at once, from nothing to all nodes leased and all watchers in the picture.</summary>
internal static class StormCommand
{
    private const int Rounds = 3;
    private const int Watchers = 200;

    public static Command Create()
    {
        var nodes = new Option<int>("--nodes") { Description = "only one storm, of so many nodes" };
        var watchers = new Option<int>("--watchers") { Description = "how many watch all leases", DefaultValueFactory = _ => Watchers };
        var replicas = new Option<int>("--replicas") { DefaultValueFactory = _ => 3, Hidden = true };
        var command = new Command("storm", "10,000 and 100,000 nodes ask for their leases at once, 200 watch") { nodes, watchers, replicas };
        command.SetAction((parsed, cancellation) => Interruption.GuardAsync(
            token => RunAsync(parsed.GetValue(nodes), parsed.GetRequiredValue(watchers), parsed.GetRequiredValue(replicas), token), cancellation));
        return command;
    }

    private static async Task RunAsync(int onlyNodes, int watchers, int replicas, CancellationToken cancellation)
    {
        await using var etcd = await EtcdCluster.StartAsync();
        using var bare = new BareClient(etcd.Endpoints[0]);
        if (onlyNodes > 0)
        {
            await RoundAsync(etcd, bare, onlyNodes, watchers, replicas, cancellation);
            return;
        }

        var small = new List<StormResult>();
        for (var round = 0; round < Rounds; round++)
        {
            small.Add(await RoundAsync(etcd, bare, 10_000, watchers, replicas, cancellation));
        }

        var large = await RoundAsync(etcd, bare, 100_000, watchers, replicas, cancellation);
        Report.Print(
        [
            Seconds("seconds_10k", small, Limit.AtMost(15)),
            Seconds("seconds_100k", [large], Limit.AtMost(150)),
            new Figure(
                "bytes_per_lease",
                [large.LiveBytesPerLease],
                Limit.AtMost(1024),
                $"{large.Nodes:#,0} leases, {large.Watchers} watchers",
                $"{Report.Number(large.ResidentBytesPerLease)} resident, garbage included"),
        ]);
    }

    private static async Task<StormResult> RoundAsync(EtcdCluster etcd, BareClient bare, int nodes, int watchers, int replicas, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var result = await StormRun.RunAsync(etcd, bare, nodes, watchers, replicas);
        Console.Out.WriteLine(
            $"{nodes:#,0} nodes: all leased after {Report.Number(result.Leased.TotalSeconds)} s, {watchers} watchers consistent after "
            + $"{Report.Number(result.Consistent.TotalSeconds)} s; {result.Retries:#,0} retries, {result.Resyncs:#,0} resyncs; "
            + $"{Report.Number(result.LiveBytesPerLease)} B alive a lease, {Report.Number(result.ResidentBytesPerLease)} B resident");
        return result;
    }

    private static Figure Seconds(string name, List<StormResult> results, Limit limit) => new(
        name,
        [.. results.Select(result => result.Consistent.TotalSeconds)],
        limit,
        $"{results[0].Nodes:#,0} nodes, {results[0].Watchers} watchers, {results.Max(result => result.Retries):#,0} retries at most",
        $"{Report.Number(results.Min(result => result.Bare.TotalSeconds))} s by the bare etcd client, a transaction each");
}
