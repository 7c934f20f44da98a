using System.CommandLine;
using ActorNet.Benchmarks.Clients;
using ActorNet.Benchmarks.Coordinators;
using ActorNet.Benchmarks.Echo;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;
using ActorNet.Benchmarks.Watching;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Watch;

/// <summary>The benchmark <c>watch</c>: how long it takes until the last of 1,000 watchers knows of a new lease, from the request's sending on.</summary>
internal static class WatchCommand
{
    private const int Watchers = 1_000;
    private const int Connections = 36;
    private const int Rounds = 400;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    public static Command Create()
    {
        var replicas = new Option<int>("--replicas") { DefaultValueFactory = _ => 3, Hidden = true };
        var command = new Command("watch", "one change reaches 1,000 watchers") { replicas };
        command.SetAction((parsed, cancellation) => Interruption.GuardAsync(token => RunAsync(parsed.GetRequiredValue(replicas), token), cancellation));
        return command;
    }

    private static async Task RunAsync(int replicas, CancellationToken cancellation)
    {
        await using var etcd = await EtcdCluster.StartAsync();
        await using var echo = await EchoProcess.StartAsync();
        await using var cluster = await CoordinatorCluster.StartAsync(etcd, "watched", replicas);
        using var toEcho = new Connections([echo.Address], Connections);
        using var toCluster = new Connections(cluster.Addresses, Connections / replicas);
        var (echoed, wave) = (new Wave(Watchers), new Wave(Watchers));
        await using var echoAudience = await Audience.StartAsync(toEcho, Watchers, echoed.Observe);
        await using var audience = await Audience.StartAsync(toCluster, Watchers, wave.Observe);
        var results = await Turns.TakeAsync<WaveTimes>(
            Rounds,
            WarmUp,
            [round => echoed.RunAsync(toEcho, round), round => wave.RunAsync(toCluster, round)],
            cancellation);
        var (beside, ours) = (results[0], results[1]);
        Console.Out.WriteLine($"a change until the last of {Watchers:#,0} watchers: {Texts(ours)}; from the answer on: {Texts(ours, times => times.Last - times.Answered)}");
        Console.Out.WriteLine($"the bare gRPC server: {Texts(beside)}");
        Report.Print(
        [
            new Figure(
                "p99_ms_1000",
                [.. ours.Select(times => times.Last.TotalMilliseconds)],
                Limit.AtMost(100),
                $"from the sending on: {Texts(ours)}",
                Texts(beside))
            {
                Value = ours.Select(times => times.Last.TotalMilliseconds).Quantile(0.99),
            },
        ]);
    }

    private static string Texts(IReadOnlyList<WaveTimes> waves, Func<WaveTimes, TimeSpan>? part = null)
    {
        var times = waves.Select(part ?? (wave => wave.Last)).ToList();
        return $"p50 {Report.Milliseconds(times.Quantile(0.5))}, p99 {Report.Milliseconds(times.Quantile(0.99))}";
    }
}
