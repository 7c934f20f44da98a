using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace ActorNet.Benchmarks.Agent;

/// <summary>A machine with a coordinator on it, whose agent comes and goes. Other nodes hold leases and are not there.</summary>
internal sealed class CoordinatedMachine : IAsyncDisposable
{
    private const int Port = 7410;
    private const int InFlight = 32;
    private static readonly IPEndPoint Endpoint = new(IPAddress.Loopback, Port);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly NetworkNamespace machine;
    private readonly TemporaryDirectory directory = new();
    private readonly RunningProgram coordinator;
    private readonly GrpcChannel channel;
    private int agents;

    private CoordinatedMachine(NetworkNamespace machine)
    {
        this.machine = machine;
        coordinator = RunningProgram.StartIn(
            machine, Programs.Coordinator, "--data-directory", directory.Combine("coordinator"), "--listen", $"127.0.0.1:{Port}", "--pool-cidrs", "10.128.0.0/10", "--log-level", "warning");
        channel = GrpcChannel.ForAddress($"http://127.0.0.1:{Port}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { ConnectCallback = (_, token) => NamespaceSocket.ConnectAsync(machine, Endpoint, token) },
            DisposeHttpClient = true,
        });
    }

    /// <summary>Starts it with so many other nodes.</summary>
    public static async Task<CoordinatedMachine> StartAsync(int nodes, CancellationToken cancellation)
    {
        var started = new CoordinatedMachine(await Machines.CreateWithUplinkAsync());
        try
        {
            await started.IsServedAsync(cancellation);
            await started.FillAsync(nodes, cancellation);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Nodes that are not there get their leases.</summary>
    private async Task FillAsync(int nodes, CancellationToken cancellation)
    {
        var leases = new LeaseService.LeaseServiceClient(channel);
        await Parallel.ForEachAsync(Enumerable.Range(1, nodes), new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellation }, async (number, token) =>
            await leases.AcquireLeaseAsync(
                new AcquireLeaseRequest
                {
                    Pool = "default",
                    NodeId = $"other-{number}",
                    Instance = ByteString.CopyFrom(new byte[16]),
                    Attributes = new NodeAttributes { PublicIpv4 = $"10.77.{1 + (number >> 8)}.{number & 255}", BackendType = BackendType.HostGw },
                },
                new CallOptions(cancellationToken: token).WithDeadline(DateTime.UtcNow + Patience)));
    }

    /// <summary>Waits until the coordinator takes connections. gRPC's own waiting is not there with a connection of our making.</summary>
    private async Task IsServedAsync(CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await NamespaceSocket.ConnectAsync(machine, Endpoint, cancellation);
                return;
            }
            catch (SocketException) when (!coordinator.HasExited && Stopwatch.GetElapsedTime(begin) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
            }
            catch (SocketException exception)
            {
                throw new InvalidOperationException($"the coordinator does not serve: {coordinator.Log}", exception);
            }
        }
    }

    /// <summary>Starts an agent that was never there before; the time until its subnet file is.</summary>
    public async Task<(RunningProgram Agent, TimeSpan UntilSubnetFile)> StartAgentAsync(CancellationToken cancellation)
    {
        var name = $"agent-{++agents}";
        var files = Directory.CreateDirectory(directory.Combine(name)).FullName;
        var subnetFile = Path.Combine(files, "subnet.env");
        var begin = Stopwatch.GetTimestamp();
        var agent = RunningProgram.StartIn(
            machine, Programs.Agent, "run", "--node-id", name, "--interface", "eth0", "--state-directory", Path.Combine(files, "state"),
            "--subnet-file", subnetFile, "--docker-options-file", Path.Combine(files, "docker.env"), "--log-level", "warning");
        while (!File.Exists(subnetFile))
        {
            if (agent.HasExited || Stopwatch.GetElapsedTime(begin) > Patience)
            {
                throw new InvalidOperationException($"the agent made no subnet file: {agent.Log}");
            }

            await Task.Delay(1, cancellation);
        }

        return (agent, Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>Waits until the agent has routes to so many nodes.</summary>
    public async Task HasRoutesAsync(int count, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        while ((await machine.IpAsync("route show proto 74")).Count(c => c == '\n') < count)
        {
            if (Stopwatch.GetElapsedTime(begin) > Patience)
            {
                throw new InvalidOperationException($"the agent has not made {count} routes");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }
    }

    /// <summary>Ends an agent and removes what it has made, so that the next one starts as on a new machine.</summary>
    public async Task EndAgentAsync(RunningProgram agent)
    {
        await agent.TerminateAsync();
        await agent.DisposeAsync();
        await machine.IpAsync("link delete docker0");
        await machine.IpAsync("route flush proto 74");
        await machine.TryRunAsync("nft", "flush", "ruleset");
    }

    /// <summary>VmRSS of proc_pid_status(5).</summary>
    public static long ResidentBytes(RunningProgram program)
    {
        var line = File.ReadLines($"/proc/{program.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("VmRSS:".Length).Trim(" \tkB"), CultureInfo.InvariantCulture) * 1024;
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await coordinator.DisposeAsync();
        await machine.DisposeAsync();
        directory.Dispose();
    }
}
