namespace ActorNet.Testing;

/// <summary>
/// A Docker engine as a service manager runs it: in a host's network namespace, started and restarted by a command that returns when it is up or has failed, and alive whoever has run that. Its
/// options are in a configuration file and, as in a unit's drop-in, in a file of flags.
/// </summary>
public sealed class DockerUnit : IAsyncDisposable
{
    private readonly string directory;

    private DockerUnit(string directory) => this.directory = directory;

    public string Socket => Path.Combine(directory, "sock");

    /// <summary>Its configuration file, <c>{}</c> if there is none when it starts.</summary>
    public string ConfigFile => Path.Combine(directory, "daemon.json");

    /// <summary>More options for its command line, separated by white space.</summary>
    public string FlagsFile => Path.Combine(directory, "flags");

    /// <summary>The program that starts it, having stopped it.</summary>
    public string RestartCommand => Path.Combine(directory, "restart");

    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(directory, "log");

    private string PidFile => Path.Combine(directory, "pid");

    /// <summary>Prepares one; it is not started.</summary>
    /// <param name="networkNamespace">The host's network namespace.</param>
    /// <param name="directory">Where all of its files are.</param>
    public static DockerUnit Prepare(string networkNamespace, string directory)
    {
        Directory.CreateDirectory(directory);
        var unit = new DockerUnit(directory);
        File.WriteAllText(unit.FlagsFile, "");

        // nsenter and not ip netns exec, and the mounts of this process, also where somebody in ip netns exec runs it: that hides /sys/fs/cgroup, without which dockerd does not start.
        File.WriteAllText(
            unit.RestartCommand,
            $$"""
            #!/bin/sh
            cd '{{directory}}' || exit 1
            exec 9>lock
            flock 9
            old=$(cat pid 2>/dev/null)
            if [ -n "$old" ] && kill -TERM "$old" 2>/dev/null; then
                for i in $(seq 600); do kill -0 "$old" 2>/dev/null || break; sleep 0.1; done
            fi
            rm -f pid
            [ -f daemon.json ] || echo '{}' > daemon.json
            setsid nsenter --mount=/proc/{{Environment.ProcessId}}/ns/mnt --net=/run/netns/{{networkNamespace}} dockerd --data-root '{{directory}}/data' --exec-root '{{directory}}/exec' --pidfile '{{directory}}/pid' \
                --host 'unix://{{directory}}/sock' --config-file '{{directory}}/daemon.json' $(cat flags) >>log 2>&1 </dev/null 9>&- &
            new=$!
            for i in $(seq 600); do
                docker -H 'unix://{{directory}}/sock' version >/dev/null 2>&1 && exit 0
                kill -0 $new 2>/dev/null || exit 1
                sleep 0.1
            done
            exit 1

            """);
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Docker engines are started in network namespaces, which only Linux has.");
        }

        File.SetUnixFileMode(unit.RestartCommand, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return unit;
    }

    /// <summary>Starts it, or starts it again. The first attempt after a kill can fail while the old containerd is still going.</summary>
    public async Task StartAsync()
    {
        if ((await Shell.TryRunAsync(RestartCommand)).ExitCode != 0 && (await Shell.TryRunAsync(RestartCommand)).ExitCode != 0)
        {
            throw new InvalidOperationException($"dockerd does not start: {Log}");
        }
    }

    /// <summary>Stops it where it stands (SIGSTOP): it answers nobody, its containers go on.</summary>
    public async Task PauseAsync() => await Shell.RunAsync("kill", "-STOP", (await File.ReadAllTextAsync(PidFile)).Trim());

    /// <summary>Lets it go on (SIGCONT).</summary>
    public async Task ResumeAsync() => await Shell.RunAsync("kill", "-CONT", (await File.ReadAllTextAsync(PidFile)).Trim());

    /// <summary>kill -9. Containers live on.</summary>
    public async Task KillAsync()
    {
        var id = (await File.ReadAllTextAsync(PidFile)).Trim();
        await Shell.TryRunAsync("kill", "-9", id);
        await Eventually.HoldsAsync($"the end of dockerd {id}", () => Task.FromResult(CommandLineOf(id) is [] or [""]));
    }

    /// <summary>Runs <c>docker</c>, which must succeed; gives what it printed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var result = await TryAsync(arguments);
        return result.ExitCode == 0 ? result.Output.Trim() : throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: {result.Error}\n{Log}");
    }

    /// <summary>Runs <c>docker</c>, which may fail.</summary>
    public Task<ShellResult> TryAsync(params string[] arguments) => Shell.TryRunAsync("docker", ["--host", $"unix://{Socket}", .. arguments]);

    /// <summary>Starts a container that does nothing; gives its address.</summary>
    public async Task<string> RunContainerAsync(string name, params string[] options)
    {
        if ((await TryAsync("image", "inspect", "tiny:1")).ExitCode != 0)
        {
            await ImportImageAsync();
        }

        await RunAsync(["run", "--detach", "--stop-timeout", "1", .. options, "--name", name, "tiny:1", "/bin/sleep", "100000"]);
        return await AddressOfAsync(name);
    }

    /// <summary>The address of a container on docker0; empty while it does not run.</summary>
    public async Task<string> AddressOfAsync(string name) => (await TryAsync("inspect", "--format", "{{.NetworkSettings.IPAddress}}", name)).Output.Trim();

    /// <summary>The names of the containers that run, sorted.</summary>
    public async Task<string[]> RunningAsync() =>
        [.. (await TryAsync("ps", "--format", "{{.Names}}")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    /// <summary>The subnet that it gives containers on docker0 addresses from; empty while it does not answer.</summary>
    public async Task<string> SubnetAsync() => (await TryAsync("network", "inspect", "--format", "{{(index .IPAM.Config 0).Subnet}}", "bridge")).Output.Trim();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Own())
        {
            await Shell.TryRunAsync("kill", "-CONT", process);
        }

        if ((await TryAsync("ps", "--all", "--quiet")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } containers)
        {
            await TryAsync(["rm", "--force", .. containers]);
        }

        // Also a containerd whose dockerd was killed, and what was left of containers.
        foreach (var signal in (string[])["-TERM", "-KILL"])
        {
            foreach (var process in Own())
            {
                await Shell.TryRunAsync("kill", signal, process);
            }

            await Task.WhenAny(Eventually.HoldsAsync("all of Docker's processes have ended", () => Task.FromResult(!Own().Any()), TimeSpan.FromSeconds(15)));
        }

        foreach (var mount in (await File.ReadAllLinesAsync("/proc/self/mountinfo")).Select(line => line.Split(' ')[4]).Where(IsOwn).Reverse().ToList())
        {
            await Shell.TryRunAsync("umount", "--lazy", mount);
        }
    }

    private IEnumerable<string> Own() => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).OfType<string>().Where(name => int.TryParse(name, out var id) && id != Environment.ProcessId && CommandLineOf(name).Any(IsOwn));

    private bool IsOwn(string text) => text.Contains($"{directory}/", StringComparison.Ordinal);

    private static string[] CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private async Task ImportImageAsync()
    {
        var root = Path.Combine(directory, "image");
        var bin = Directory.CreateDirectory(Path.Combine(root, "bin")).FullName;
        File.Copy((await Shell.RunAsync("which", "busybox")).Trim(), Path.Combine(bin, "busybox"), overwrite: true);
        foreach (var name in (string[])["sh", "sleep", "ping"])
        {
            File.Delete(Path.Combine(bin, name));
            File.CreateSymbolicLink(Path.Combine(bin, name), "busybox");
        }

        await Shell.RunAsync("tar", "-C", root, "-cf", $"{root}.tar", ".");
        await RunAsync("import", $"{root}.tar", "tiny:1");
    }
}
