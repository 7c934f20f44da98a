namespace ActorNet.Testing;

/// <summary>A Docker engine of a test's own: its data in a directory, its bridges and rules in a network namespace.</summary>
public sealed class DockerDaemon : IAsyncDisposable
{
    private readonly RunningProgram program;

    private DockerDaemon(RunningProgram program, string url) => (this.program, Url) = (program, url);

    /// <summary>Where it listens, as in <c>DOCKER_HOST</c>.</summary>
    public string Url { get; }

    public string Log => program.Log;

    public static async Task<DockerDaemon> StartAsync(NetworkNamespace host, string directory, params string[] options)
    {
        Directory.CreateDirectory(directory);

        // nsenter and not ip netns exec: the latter hides /sys/fs/cgroup, without which dockerd does not start.
        string[] arguments =
        [
            $"--net={host.Path}", "dockerd",
            "--data-root", Path.Combine(directory, "data"),
            "--exec-root", Path.Combine(directory, "exec"),
            "--pidfile", Path.Combine(directory, "pid"),
            "--host", $"unix://{directory}/sock",
            .. options,
        ];
        var daemon = new DockerDaemon(RunningProgram.Start("nsenter", arguments), $"unix://{directory}/sock");
        await Eventually.HoldsAsync("dockerd's first answer", async () => (await daemon.TryAsync("version")).ExitCode == 0, evidence: () => daemon.Log);
        return daemon;
    }

    /// <summary>Runs <c>docker</c>, which must succeed; gives what it printed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var result = await TryAsync(arguments);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: {result.Error}\n{Log}");
    }

    /// <summary>Runs <c>docker</c>, which may fail.</summary>
    public Task<ShellResult> TryAsync(params string[] arguments) => Shell.TryRunAsync("docker", ["--host", Url, .. arguments]);

    /// <summary>Stops it. Containers must be gone by then.</summary>
    public async ValueTask DisposeAsync()
    {
        await program.TerminateAsync();
        await program.DisposeAsync();
    }
}
