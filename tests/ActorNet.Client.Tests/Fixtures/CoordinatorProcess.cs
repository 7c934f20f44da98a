using System.Net;

namespace ActorNet.Client.Tests.Fixtures;

/// <summary>
/// A real coordinator at an address of its own, which can be killed, paused, stopped and started again. It runs under a supervisor, as in production: on a
/// busy machine its peers may take it for dead, and then it leaves and has to be started anew.
/// </summary>
public sealed class CoordinatorProcess : IAsyncDisposable
{
    private readonly SupervisedProgram _program;

    public CoordinatorProcess(EtcdCluster etcd, IPEndPoint address)
    {
        Address = address;
        _program = new SupervisedProgram($"coordinator at {address}", () => RunningProgram.Start(
            Programs.Coordinator, "--etcd", string.Join(',', etcd.Endpoints), "--etcd-prefix", "/client-tests/",
            "--listen", $"{address}", "--cluster-address", "127.0.0.1:0"));
    }

    public IPEndPoint Address { get; }

    public Uri Endpoint => new($"http://{Address}");

    public string Log => _program.Log;

    /// <summary>Starts it and waits until it serves.</summary>
    public async Task StartAsync()
    {
        _program.Start();
        await using var client = new CoordinatorClient(new CoordinatorClientOptions { Endpoints = [Endpoint] });
        await Eventually.HoldsAsync($"the coordinator at {Address} serves", () => client.ServesAsync(), evidence: () => Log);
    }

    /// <summary>kill -9; it stays dead.</summary>
    public Task KillAsync() => _program.KillAsync();

    public Task<int> TerminateAsync() => _program.StopAsync();

    public Task PauseAsync() => _program.PauseAsync();

    /// <summary>Starts it anew: one that was paused for long may have been put out of the cluster.</summary>
    public async Task ReplaceAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
