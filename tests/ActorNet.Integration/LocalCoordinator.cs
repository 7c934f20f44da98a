using ActorNet.Testing;

namespace ActorNet.Integration;

/// <summary>A coordinator on a loopback port.</summary>
internal sealed class LocalCoordinator : IAsyncDisposable
{
    private readonly RunningProgram program;

    private LocalCoordinator(RunningProgram program, int port) => (this.program, Port) = (program, port);

    public int Port { get; }

    public string Log => program.Log;

    /// <summary>Starts one on an embedded journal.</summary>
    public static Task<LocalCoordinator> StartAsync(string dataDirectory) => StartWithAsync("--data-directory", dataDirectory);

    /// <summary>Starts one on etcd.</summary>
    public static Task<LocalCoordinator> StartAsync(EtcdCluster etcd) => StartWithAsync(["--cluster-address", "127.0.0.1:0", "--etcd", .. etcd.Endpoints]);

    public ValueTask DisposeAsync() => program.DisposeAsync();

    private static async Task<LocalCoordinator> StartWithAsync(params string[] arguments)
    {
        var port = LoopbackPorts.Take();
        var started = RunningProgram.Start(Programs.Coordinator, [.. arguments, "--listen", $"127.0.0.1:{port}"]);
        var coordinator = new LocalCoordinator(started, port);
        await Eventually.HoldsAsync("the coordinator's first answer", coordinator.IsServingAsync, evidence: () => started.Log);
        return coordinator;
    }

    private async Task<bool> IsServingAsync() =>
        (await Shell.TryRunAsync(Programs.Cli, "status", "--endpoint", $"http://127.0.0.1:{Port}")).ExitCode == 0;
}
