using ActorNet.Testing;

namespace ActorNet.Integration.DataPath;

/// <summary>A dockerd on a node, with one image (busybox) and at most one container.</summary>
internal sealed class DockerEngine : IAsyncDisposable
{
    private readonly DockerDaemon daemon;
    private readonly string directory;

    private DockerEngine(DockerDaemon daemon, string directory) => (this.daemon, this.directory) = (daemon, directory);

    public string Log => daemon.Log;

    /// <summary>Starts one, or one that was stopped again, with the options that the node's agent wrote.</summary>
    public static async Task<DockerEngine> StartAsync(Node node, string directory)
    {
        await Eventually.HoldsAsync("Docker's options are written", () => Task.FromResult(File.Exists(node.DockerOptionsFile)), evidence: () => node.Agent?.Log ?? "");
        var options = (await File.ReadAllLinesAsync(node.DockerOptionsFile)).Single(line => line.StartsWith("DOCKER_OPTS=", StringComparison.Ordinal));
        var started = await DockerDaemon.StartAsync(
            node.Host, directory, options["DOCKER_OPTS=".Length..].Trim('"').Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var engine = new DockerEngine(started, directory);
        if ((await started.TryAsync("image", "inspect", "tiny:1")).ExitCode != 0)
        {
            await engine.ImportImageAsync();
        }

        return engine;
    }

    /// <summary>Starts the container; gives its address.</summary>
    public async Task<string> RunContainerAsync()
    {
        await daemon.RunAsync("run", "--detach", "--name", "one", "tiny:1", "/bin/sleep", "600");
        return (await daemon.RunAsync("inspect", "--format", "{{.NetworkSettings.IPAddress}}", "one")).Trim();
    }

    /// <summary>The number of the container's first process.</summary>
    public async Task<string> ProcessAsync() => (await daemon.RunAsync("inspect", "--format", "{{.State.Pid}}", "one")).Trim();

    /// <summary>Runs something in the container beside what it does.</summary>
    public RunningProgram StartInContainer(params string[] command) => RunningProgram.Start("docker", ["--host", daemon.Url, "exec", "one", .. command]);

    /// <summary>Runs something in the container to its end.</summary>
    public Task<ShellResult> TryInContainerAsync(params string[] command) => daemon.TryAsync(["exec", "one", .. command]);

    public async Task<bool> CanPingAsync(string address) =>
        (await daemon.TryAsync("exec", "one", "/bin/ping", "-c", "3", "-W", "5", address)).ExitCode == 0;

    public async ValueTask DisposeAsync()
    {
        await daemon.TryAsync("rm", "--force", "one");
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
        await daemon.RunAsync("import", $"{root}.tar", "tiny:1");
    }

    private static async Task<string> BusyboxAsync() => (await Shell.RunAsync("which", "busybox")).Trim();
}
