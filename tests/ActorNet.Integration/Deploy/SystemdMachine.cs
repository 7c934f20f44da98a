using System.Globalization;
using ActorNet.Testing;

namespace ActorNet.Integration.Deploy;

/// <summary>
/// A host on which systemd is the first process (<c>systemd-machine.sh</c>), with the agent installed as <c>deploy/README.md</c> says. It has the distribution's own units, Docker's among them. What is
/// written there is in memory, and gone with it.
/// </summary>
internal sealed class SystemdMachine : IAsyncDisposable
{
    public const string Agent = "/opt/actornet/agent/actornet-agent";
    public const string AgentUnit = "actornet-agent.service";
    private const string UnitDirectory = "/etc/systemd/system";

    /// <summary>Only a hang takes that long; <c>timeout</c>'s own answer then is 124.</summary>
    private const string Patience = "100";

    private readonly RunningProgram launcher;
    private readonly string name;
    private string process = "";

    private SystemdMachine(RunningProgram launcher, string name) => (this.launcher, this.name) = (launcher, name);

    /// <summary>Starts one.</summary>
    /// <param name="host">Its network.</param>
    /// <param name="directory">An empty directory.</param>
    /// <param name="options">The agent's, in the names of the environment: NAME=VALUE.</param>
    public static async Task<SystemdMachine> StartAsync(NetworkNamespace host, string directory, params string[] options)
    {
        Directory.CreateDirectory(directory);
        var script = Path.Combine(Programs.Root, "tests", "ActorNet.Integration", "Deploy", "systemd-machine.sh");
        var machine = new SystemdMachine(RunningProgram.Start("bash", script, host.Name, directory), host.Name);
        await Eventually.HoldsAsync("systemd has started", machine.IsRunningAsync, evidence: () => machine.launcher.Log);
        await machine.InstallAgentAsync(options);
        return machine;
    }

    /// <summary>Runs a program there, which must succeed; gives what it printed.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var result = await TryRunAsync(program, arguments);
        return result.ExitCode == 0 ? result.Output.Trim() : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit {result.ExitCode}: {result.Error}{result.Output}\n{await JournalAsync()}");
    }

    /// <summary>Runs a program there, which may fail.</summary>
    public Task<ShellResult> TryRunAsync(string program, params string[] arguments) => Shell.TryRunAsync(
        "timeout",
        [Patience, "nsenter", "--target", process, "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root", "--wd", program, .. arguments]);

    /// <summary>Runs <c>actornet-agent</c> with the options that the unit has.</summary>
    public Task<ShellResult> TryAgentAsync(string command) =>
        TryRunAsync("systemd-run", "--quiet", "--pipe", "--wait", "--property", "EnvironmentFile=/etc/actornet/agent.env", Agent, command);

    /// <summary>A property of a unit, as <c>systemctl show</c> has it.</summary>
    public Task<string> PropertyAsync(string unit, string property) => RunAsync("systemctl", "show", "--value", "--property", property, unit);

    /// <summary>Whether a unit is active, activating, failed or inactive.</summary>
    public Task<string> StateAsync(string unit) => PropertyAsync(unit, "ActiveState");

    /// <summary>What the agent has logged.</summary>
    public async Task<string> JournalAsync() => (await TryRunAsync("journalctl", "--no-pager", "--output", "cat")).Output;

    /// <summary>Writes a file there, and the directories above it.</summary>
    public Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Place(path))!);
        return File.WriteAllTextAsync(Place(path), text);
    }

    public Task<string> ReadAsync(string path) => File.ReadAllTextAsync(Place(path));

    public bool Has(string path) => File.Exists(Place(path));

    /// <summary>Adds to a unit.</summary>
    public async Task AddDropInAsync(string unit, string text)
    {
        await WriteAsync($"{UnitDirectory}/{unit}.d/test.conf", text);
        await RunAsync("systemctl", "daemon-reload");
    }

    /// <summary>Looks until it is as it should be, and shows the journal when it does not happen.</summary>
    public async Task EventuallyAsync(string what, Func<Task<bool>> look)
    {
        try
        {
            await Eventually.HoldsAsync(what, look);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{await JournalAsync()}", late);
        }
    }

    /// <summary>Runs a container on docker0 that does nothing; gives its address.</summary>
    public async Task<string> RunContainerAsync(string container)
    {
        if ((await TryRunAsync("docker", "image", "inspect", "tiny:1")).ExitCode != 0)
        {
            await RunAsync("sh", "-c", "mkdir -p /tmp/image/bin && cp \"$(command -v busybox)\" /tmp/image/bin/ && ln -s busybox /tmp/image/bin/sleep && ln -s busybox /tmp/image/bin/ping && tar -C /tmp/image -c . | docker import - tiny:1");
        }

        await RunAsync("docker", "run", "--detach", "--stop-timeout", "1", "--name", container, "tiny:1", "/bin/sleep", "100000");
        return await RunAsync("docker", "inspect", "--format", "{{.NetworkSettings.IPAddress}}", container);
    }

    public async ValueTask DisposeAsync()
    {
        await launcher.DisposeAsync(); // and its first process with it, and all others with that
        var groups = (await File.ReadAllLinesAsync("/proc/self/mounts")).Select(line => line.Split(' ')).First(mount => mount[2] == "cgroup2")[1];
        await Eventually.HoldsAsync(
            "its control groups are empty",
            async () => (await Shell.TryRunAsync("find", Path.Combine(groups, name), "-depth", "-type", "d", "-exec", "rmdir", "{}", "+")).ExitCode == 0 || !Directory.Exists(Path.Combine(groups, name)));
    }

    private async Task<bool> IsRunningAsync()
    {
        process = (await Shell.TryRunAsync("pgrep", "--parent", launcher.Id.ToString(CultureInfo.InvariantCulture))).Output.Trim();
        return process.Length > 0 && (await TryRunAsync("systemctl", "is-system-running")).Output.Trim() == "running";
    }

    private async Task InstallAgentAsync(string[] options)
    {
        await WriteAsync("/etc/actornet/agent.env", string.Join('\n', options));
        await WriteAsync($"{UnitDirectory}/{AgentUnit}", await File.ReadAllTextAsync(Path.Combine(Programs.Root, "deploy", "systemd", AgentUnit)));
        await WriteAsync("/etc/docker/daemon.json", "{}");
        await RunAsync("mkdir", "-p", "/etc/cni/net.d", Path.GetDirectoryName(Agent)!);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Programs.Agent)!))
        {
            File.Copy(file, Place($"{Path.GetDirectoryName(Agent)}/{Path.GetFileName(file)}"));
        }

        // The managed build is compiled while it runs.
        if (File.Exists($"{Programs.Agent}.dll"))
        {
            await WriteAsync($"{UnitDirectory}/{AgentUnit}.d/managed.conf", "[Service]\nMemoryDenyWriteExecute=no\n");
        }

        await RunAsync("systemctl", "daemon-reload");
    }

    private string Place(string path) => $"/proc/{process}/root{path}";
}
