using ActorNet.Testing;

namespace ActorNet.Integration.DataPath;

/// <summary>A dockerd on a node, with one image (busybox) and at most one container.</summary>
internal sealed class DockerEngine : IAsyncDisposable
{
    private readonly RunningProgram daemon;
    private readonly string directory;

    private DockerEngine(RunningProgram daemon, string directory) => (this.daemon, this.directory) = (daemon, directory);

    public string Log => daemon.Log;

    public static async Task<DockerEngine> StartAsync(Node node, string directory)
    {
        Directory.CreateDirectory(directory);
        var options = (await File.ReadAllLinesAsync(node.DockerOptionsFile)).Single(line => line.StartsWith("DOCKER_OPTS=", StringComparison.Ordinal));

        // nsenter and not ip netns exec: the latter hides /sys/fs/cgroup, without which dockerd does not start.
        string[] arguments =
        [
            $"--net={node.Host.Path}", "dockerd",
            "--data-root", Path.Combine(directory, "data"),
            "--exec-root", Path.Combine(directory, "exec"),
            "--pidfile", Path.Combine(directory, "pid"),
            "--host", $"unix://{directory}/sock",
            .. options["DOCKER_OPTS=".Length..].Trim('"').Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];
        var engine = new DockerEngine(RunningProgram.Start("nsenter", arguments), directory);
        await Eventually.HoldsAsync("dockerd's first answer", async () => (await engine.DockerAsync("version")).ExitCode == 0, evidence: () => engine.Log);
        await engine.ImportImageAsync();
        return engine;
    }

    /// <summary>Starts the container; gives its address.</summary>
    public async Task<string> RunContainerAsync()
    {
        await MustAsync("run", "--detach", "--name", "one", "tiny:1", "/bin/sleep", "600");
        return (await MustAsync("inspect", "--format", "{{.NetworkSettings.IPAddress}}", "one")).Trim();
    }

    public async Task<bool> CanPingAsync(string address) =>
        (await DockerAsync("exec", "one", "/bin/ping", "-c", "1", "-W", "2", address)).ExitCode == 0;

    public async ValueTask DisposeAsync()
    {
        await DockerAsync("rm", "--force", "one");
        await daemon.TerminateAsync();
        await daemon.DisposeAsync();
    }

    private async Task ImportImageAsync()
    {
        var root = Path.Combine(directory, "image");
        var bin = Directory.CreateDirectory(Path.Combine(root, "bin")).FullName;
        File.Copy(await BusyboxAsync(), Path.Combine(bin, "busybox"));
        foreach (var name in (string[])["sh", "sleep", "ping"])
        {
            File.CreateSymbolicLink(Path.Combine(bin, name), "busybox");
        }

        await Shell.RunAsync("tar", "-C", root, "-cf", $"{root}.tar", ".");
        await MustAsync("import", $"{root}.tar", "tiny:1");
    }

    private static async Task<string> BusyboxAsync() => (await Shell.RunAsync("which", "busybox")).Trim();

    private async Task<string> MustAsync(params string[] arguments)
    {
        var result = await DockerAsync(arguments);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: {result.Error}\n{Log}");
    }

    private Task<ShellResult> DockerAsync(params string[] arguments) => Shell.TryRunAsync("docker", ["--host", $"unix://{directory}/sock", .. arguments]);
}
