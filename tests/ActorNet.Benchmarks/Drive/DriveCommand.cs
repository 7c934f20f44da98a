using System.CommandLine;
using ActorNet.Benchmarks.Clients;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Renew;
using ActorNet.Benchmarks.Reporting;

namespace ActorNet.Benchmarks.Drive;

/// <summary>The hidden subcommand <c>drive</c>: one kind of load on replicas that are there already, for whoever looks where time goes.</summary>
internal static class DriveCommand
{
    private const int ConnectionsPerReplica = 4;
    private const int Nodes = 4_000;

    public static Command Create()
    {
        var kind = new Argument<string>("kind") { Description = "acquire, renew or stream" };
        var addresses = new Argument<string[]>("addresses");
        var inFlight = new Option<int>("--in-flight") { DefaultValueFactory = _ => 256 };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 10 };
        var command = new Command("drive", "one kind of load on replicas that are there") { kind, addresses, inFlight, seconds };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) => Interruption.GuardAsync(
            _ => RunAsync(parsed.GetRequiredValue(kind), parsed.GetRequiredValue(addresses), parsed.GetRequiredValue(inFlight), TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds))),
            cancellation));
        return command;
    }

    private static async Task RunAsync(string kind, string[] addresses, int inFlight, TimeSpan time)
    {
        using var connections = new Connections(addresses, ConnectionsPerReplica);
        var sample = kind switch
        {
            "acquire" => await Sample.TakeAsync(time, () => ClosedLoops.RunAsync(Load.Lasting(time), inFlight, new Holders(connections, $"{Guid.NewGuid():n}"[..8]).AcquireAsync)),
            _ => await RenewAsync(kind == "stream", await Renewers.CreateAsync(connections, Nodes), inFlight, time),
        };
        Console.Out.WriteLine($"{kind}, {inFlight} in flight: {Report.Rates([sample])}");
    }

    private static Task<Sample> RenewAsync(bool isStreamed, Renewers renewers, int inFlight, TimeSpan time) =>
        Sample.TakeAsync(time, () => isStreamed ? renewers.StreamAsync(Load.Lasting(time), inFlight) : renewers.CallAsync(Load.Lasting(time), inFlight));
}
