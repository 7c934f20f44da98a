using System.Diagnostics;
using System.Net.Sockets;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace ActorNet.Fuzz.Remote;

/// <summary>A coordinator on its embedded store, and what may be asked of it whatever others send: to live, to answer, and to stay small.</summary>
internal sealed class FuzzedCoordinator : IAsyncDisposable
{
    private const long MostResidentKiB = 1024 * 1024;
    private const int Attempts = 5;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    private readonly TemporaryDirectory directory;
    private readonly RunningProgram program;
    private readonly GrpcChannel channel;
    private readonly ByteString instance = ByteString.CopyFrom(new byte[16]);

    private FuzzedCoordinator(TemporaryDirectory directory, RunningProgram program, Uri address)
    {
        (this.directory, this.program, Address) = (directory, program, address);
        channel = GrpcChannel.ForAddress(address);
    }

    public Uri Address { get; }

    /// <summary>The most memory that it has had at once, in KiB.</summary>
    public long MostResident { get; private set; }

    /// <summary>Starts one and waits until it serves.</summary>
    public static async Task<FuzzedCoordinator> StartAsync()
    {
        var (store, address) = (new TemporaryDirectory(), $"127.0.0.1:{LoopbackPorts.Take()}");
        var running = RunningProgram.Start(
            Programs.Coordinator, "--listen", address, "--data-directory", store.Path, "--log-level", "warning", "--log-format", "json", "--pool-cidrs", "10.244.0.0/16", "--pool-shard-count", "4");
        var coordinator = new FuzzedCoordinator(store, running, new Uri($"http://{address}"));
        await Eventually.HoldsAsync("the coordinator serves", async () => await coordinator.FindFaultAsync(warmUp: true) is null, evidence: () => running.Log);
        return coordinator;
    }

    /// <summary>What is wrong with it; null: nothing. A good call is made a few times before it counts as not answered: the machine may have stalled.</summary>
    public async Task<string?> FindFaultAsync(bool warmUp = false)
    {
        if (program.HasExited)
        {
            return $"the coordinator has ended: {program.Log}";
        }

        var resident = ReadResidentKiB();
        MostResident = Math.Max(MostResident, resident);
        if (resident > MostResidentKiB)
        {
            return $"the coordinator has grown to {resident} KiB";
        }

        string? fault = null;
        for (var attempt = 0; attempt < Attempts && (attempt == 0 || fault is not null); attempt++)
        {
            fault = await AskAsync(warmUp);
        }

        return fault;
    }

    /// <summary>What it has logged as faults of its own.</summary>
    public IEnumerable<string> LoggedFaults =>
        program.Log.Split('\n').Where(line => line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal) || line.Contains("\"LogLevel\":\"Critical\"", StringComparison.Ordinal));

    /// <summary>A connection of a caller who speaks no gRPC.</summary>
    public async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(Address.Host, Address.Port);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await program.DisposeAsync();
        directory.Dispose();
    }

    private async Task<string?> AskAsync(bool warmUp)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            var deadline = DateTime.UtcNow + (warmUp ? 10 * Bound : Bound);
            await new LeaseService.LeaseServiceClient(channel).AcquireLeaseAsync(new AcquireLeaseRequest { NodeId = "good-node", Instance = instance }, deadline: deadline);
            return null;
        }
        catch (RpcException failure)
        {
            return $"a good call was answered with {failure.Status} after {Stopwatch.GetElapsedTime(begin)}";
        }
    }

    private long ReadResidentKiB()
    {
        var line = File.ReadLines($"/proc/{program.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }
}
