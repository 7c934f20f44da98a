using System.CommandLine;
using ActorNet.Benchmarks.Clients;
using ActorNet.Benchmarks.Coordinators;
using ActorNet.Benchmarks.Echo;
using ActorNet.Benchmarks.Etcd;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Renew;

/// <summary>
/// The benchmark <c>renew</c>: renewals of many nodes' leases, in calls of their own and in streams, next to a bare gRPC server that is asked the same
/// way; and what they cost etcd.
/// </summary>
internal static class RenewCommand
{
    private const int Nodes = 10_000;
    private const int ConnectionsPerReplica = 4;
    private const int Rounds = 7;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);
    private static readonly (string Name, bool IsStreamed, int InFlight)[] Settings =
    [
        ("streamed, 256 in flight", true, 256),
        ("unary, 256 in flight", false, 256),
        ("unary, 64 in flight", false, 64),
    ];

    public static Command Create()
    {
        var command = new Command("renew", "renewals: calls and streams of thousands of nodes, and what they cost etcd");
        command.SetAction((_, cancellation) => Interruption.GuardAsync(RunAsync, cancellation));
        return command;
    }

    private static async Task RunAsync(CancellationToken cancellation)
    {
        await using var etcd = await EtcdCluster.StartAsync();
        await using var echo = await EchoProcess.StartAsync();
        await using var one = await CoordinatorCluster.StartAsync(etcd, "one", size: 1);
        await using var three = await CoordinatorCluster.StartAsync(etcd, "three", size: 3);
        using var toEcho = new Connections([echo.Address], ConnectionsPerReplica);
        using var toOne = new Connections(one.Addresses, ConnectionsPerReplica);
        using var toThree = new Connections(three.Addresses, ConnectionsPerReplica);
        (string Name, Renewers Renewers)[] contenders =
        [
            ("bare gRPC server", await Renewers.CreateAsync(toEcho, Nodes)),
            ("one coordinator", await Renewers.CreateAsync(toOne, Nodes)),
            ("three coordinators", await Renewers.CreateAsync(toThree, Nodes)),
        ];

        var figures = new List<Figure>();
        foreach (var setting in Settings)
        {
            var samples = await Turns.TakeAsync<Sample>(
                Rounds,
                WarmUp,
                [.. contenders.Select<(string, Renewers Renewers), Func<int, Task<Sample>>>(contender => _ => TakeTurnAsync(contender.Renewers, setting.IsStreamed, setting.InFlight))],
                cancellation);
            Report.Print(setting.Name, contenders.Zip(samples, (contender, own) => (contender.Name, own)));
            figures.AddRange(samples.Skip(1).Select(own => Compare(own, samples[0])));
        }

        // It holds however they come, and to one coordinator as to three: where it is nearest to its limit counts.
        var ratio = figures.MinBy(figure => figure.Value)!;
        using var counters = new EtcdCounters(etcd.Endpoints[0]);
        Report.Print([ratio, await EtcdCost.MeasureAsync(contenders[1].Renewers, counters, cancellation)]);
    }

    private static Task<Sample> TakeTurnAsync(Renewers renewers, bool isStreamed, int inFlight) =>
        Sample.TakeAsync(Turn, () => isStreamed ? renewers.StreamAsync(Load.Lasting(Turn), inFlight) : renewers.CallAsync(Load.Lasting(Turn), inFlight));

    private static Figure Compare(IReadOnlyList<Sample> ours, IReadOnlyList<Sample> limits) => new(
        "ratio_to_grpc_echo",
        [.. ours.Zip(limits, (our, bare) => our.PerSecond / bare.PerSecond)],
        Limit.AtLeast(0.5),
        Report.Rates(ours),
        Report.Rates(limits));
}
