using System.Globalization;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Grpc.Core;
using Grpc.Net.Client;

namespace ActorNet.Benchmarks.Coordinators;

/// <summary>One replica: the real program, which can be ended and started again at the same addresses.</summary>
internal sealed class CoordinatorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string[] command;
    private readonly GrpcChannel channel;
    private readonly ClusterService.ClusterServiceClient cluster;
    private RunningProgram program;

    private CoordinatorProcess(string address, string[] command)
    {
        (Address, this.command) = (address, command);
        channel = GrpcChannel.ForAddress(address);
        cluster = new ClusterService.ClusterServiceClient(channel);
        program = Run();
    }

    /// <summary>Where its services are.</summary>
    public string Address { get; }

    /// <summary>What it has logged since it was last started.</summary>
    public string Log => program.Log;

    public bool HasExited => program.HasExited;

    /// <summary>How much of the machine's memory it takes.</summary>
    public long ResidentBytes => ReadResidentBytes();

    /// <summary>Starts one; it can measure its heap (<see cref="HeapProbe"/>).</summary>
    /// <param name="port">Where it serves, on loopback.</param>
    /// <param name="arguments">All other options.</param>
    public static CoordinatorProcess Start(int port, IEnumerable<string> arguments) => new(
        $"http://127.0.0.1:{port}",
        ["env", HeapProbe.Variable, Programs.Coordinator, "--listen", $"127.0.0.1:{port}", "--log-level", "warning", .. arguments]);

    /// <summary>What it says of the cluster; null when it says nothing.</summary>
    public async Task<GetStatusResponse?> FindStatusAsync()
    {
        try
        {
            return await cluster.GetStatusAsync(new GetStatusRequest(), deadline: DateTime.UtcNow + Patience);
        }
        catch (RpcException)
        {
            return null;
        }
    }

    /// <summary>Starts it again after it has ended.</summary>
    public async Task RestartAsync()
    {
        await program.DisposeAsync();
        program = Run();
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => program.KillAsync();

    /// <summary>SIGTERM; gives the exit code.</summary>
    public Task<int> TerminateAsync() => program.TerminateAsync();

    /// <summary>What is alive in its heap.</summary>
    public Task<long> LiveBytesAsync() => HeapProbe.AskAsync(program);

    public async ValueTask DisposeAsync()
    {
        await program.DisposeAsync();
        channel.Dispose();
    }

    private RunningProgram Run() => RunningProgram.Start(command[0], command[1..]);

    private long ReadResidentBytes()
    {
        var line = File.ReadLines($"/proc/{program.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("VmRSS:".Length).Trim(" \tkB"), CultureInfo.InvariantCulture) * 1024;
    }
}
