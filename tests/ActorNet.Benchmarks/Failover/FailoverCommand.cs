using System.CommandLine;
using ActorNet.Benchmarks.Clients;
using ActorNet.Benchmarks.Coordinators;
using ActorNet.Benchmarks.Reporting;
using ActorNet.Contracts.V1;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Failover;

/// <summary>
/// The benchmark <c>failover</c>: replicas are killed and stopped under load, and other programs take all processor time. Counts how long nodes go
/// without answers, and compares in the end what there is with what was acknowledged.
/// </summary>
internal static class FailoverCommand
{
    private const int Replicas = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var kills = new Option<int>("--kills") { Description = "how often the replica with the singleton is killed", DefaultValueFactory = _ => 20 };
        var busySeconds = new Option<int>("--busy-seconds") { Description = "how long other programs take all processor time", DefaultValueFactory = _ => 60 };
        var command = new Command("failover", "kill -9, SIGTERM and starved processors under load") { kills, busySeconds };
        command.SetAction((parsed, cancellation) => Interruption.GuardAsync(
            token => RunAsync(parsed.GetRequiredValue(kills), TimeSpan.FromSeconds(parsed.GetRequiredValue(busySeconds)), token), cancellation));
        return command;
    }

    private static async Task RunAsync(int kills, TimeSpan busy, CancellationToken cancellation)
    {
        await using var etcd = await EtcdCluster.StartAsync();
        await using var cluster = await CoordinatorCluster.StartAsync(etcd, "failover", Replicas);
        using var connections = new Connections(cluster.Addresses, perAddress: 2);
        List<Figure> figures;
        IReadOnlyCollection<string> problems;
        IReadOnlyCollection<Lease> acknowledged;
        await using (var population = await Population.StartAsync(connections))
        {
            await Task.Delay(WarmUp, cancellation);
            figures =
            [
                .. await Kills.MeasureAsync(cluster, population, kills, cancellation),
                await Starvation.MeasureAsync(cluster, population, busy, cancellation),
                .. await Stops.MeasureAsync(cluster, population, cancellation),
            ];
            (problems, acknowledged) = (population.Problems, population.Acknowledged);
        }

        // The population has ended: nothing changes any more.
        problems = [.. problems, .. await Inventory.CompareAsync(connections[0], acknowledged)];
        foreach (var problem in problems.Take(20))
        {
            Console.Out.WriteLine($"problem: {problem}");
        }

        figures.Add(new Figure(
            "leases lost or changed", [problems.Count], Limit.AtMost(0), $"{acknowledged.Count:#,0} leases acknowledged", string.Empty) { IsSummarised = false });
        Report.Print(figures);
    }
}
