using System.Net;

namespace ActorNet.Client.Tests.Fixtures;

/// <summary>A real coordinator at an address of its own, which can be killed, paused, stopped and started again.</summary>
public sealed class CoordinatorProcess(EtcdCluster etcd, IPEndPoint address) : IAsyncDisposable
{
    private RunningProgram? _program;

    public IPEndPoint Address { get; } = address;

    public Uri Endpoint => new($"http://{Address}");

    public string Log => _program?.Log ?? "";

    /// <summary>Starts it and waits until it serves.</summary>
    public async Task StartAsync()
    {
        _program = RunningProgram.Start(
            Programs.Coordinator, "--etcd", string.Join(',', etcd.Endpoints), "--etcd-prefix", "/client-tests/",
            "--listen", $"{Address}", "--cluster-address", "127.0.0.1:0");
        await using var client = new CoordinatorClient(new CoordinatorClientOptions { Endpoints = [Endpoint] });
        await Eventually.HoldsAsync($"the coordinator at {Address} serves", () => client.ServesAsync(), TimeSpan.FromMinutes(1), () => Log);
    }

    public Task KillAsync() => _program!.KillAsync();

    public Task<int> TerminateAsync() => _program!.TerminateAsync();

    public Task PauseAsync() => Shell.RunAsync("kill", "-STOP", $"{_program!.Id}");

    /// <summary>Starts it anew: one that was paused for long may have been put out of the cluster.</summary>
    public async Task ReplaceAsync()
    {
        await DisposeAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
    }
}
