namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>A host with an agent on it, which can come and go.</summary>
internal sealed class AgentNode(Host host, string name, params string[] coordinators) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<AgentProcess> _started = [];

    public Host Host { get; } = host;

    public string Name { get; } = name;

    public AgentProcess Process => _started[^1];

    public string StateDirectory => _directory["state"];

    public string SubnetFile => _directory["run/flannel/subnet.env"];

    public AgentPages Pages => new(Path.Combine(StateDirectory, "status.sock"));

    /// <summary>Variables of the agents that are started from now on, NAME=VALUE.</summary>
    public List<string> Environment { get; } = [];

    /// <summary>What agents that are started from now on take for the kernel's name of this boot; null: its own.</summary>
    public string? BootId { get; set; }

    public string DockerOptionsFile => _directory["docker_opts.env"];

    public string Log => string.Concat(_started.Select(process => process.Log));

    public void Start(params string[] flags) => Launch("run", flags);

    public async Task<int> RunAsync(string command, params string[] flags) => await Launch(command, flags).ExitAsync();

    public async Task HoldsAsync(params string[] addresses)
    {
        await Eventually.IsTrue(() => Lives() && addresses.All(Host.Addresses("docker0").Contains), $"docker0 has {string.Join(", ", addresses)}", () => Log);
        await Eventually.IsTrue(() => Process.Log.Contains("Holding"), "the agent holds its lease", () => Log);
    }

    public Task HasRoutesAsync(params string[] routes) =>
        Eventually.IsTrue(() => Lives() && Host.Routes().SequenceEqual(routes), $"the routes are {string.Join(", ", routes)}", () => $"{string.Join('\n', Host.Routes())}\n{Log}");

    /// <summary>What the agent has logged comes later than what it has done.</summary>
    public Task SaysAsync(string text) => Eventually.IsTrue(() => Log.Contains(text, StringComparison.Ordinal), $"the log says: {text}", () => Log);

    /// <summary>The kernel lets nothing of the node's subnets pass.</summary>
    public Task IsFencedAsync() => LetsPassAsync();

    /// <summary>The kernel lets these subnets pass and no other.</summary>
    public Task LetsPassAsync(params string[] subnets) =>
        Eventually.IsTrue(() => Host.Held()?.SequenceEqual(subnets) == true, $"the fence lets pass: {string.Join(", ", subnets)}", () => $"{string.Join(", ", Host.Held() ?? ["there is none"])}\n{Log}");

    public void Dispose()
    {
        foreach (var process in _started)
            process.Dispose();
        _directory.Dispose();
    }

    private bool Lives() => Process.HasExited ? throw new InvalidOperationException($"the agent has ended: {Log}") : true;

    private AgentProcess Launch(string command, string[] flags)
    {
        string[] own =
        [
            "--node-id", Name, "--state-directory", StateDirectory, "--subnet-file", SubnetFile, "--docker-options-file", DockerOptionsFile,
            .. coordinators.SelectMany(url => new[] { "--coordinators", url }),
        ];
        var process = AgentProcess.Start(Host, [.. BootId is null ? [] : InAnotherBoot(BootId), "env", .. Environment], command, [.. own, .. flags]);
        _started.Add(process);
        return process;
    }

    /// <summary>What makes a command see another name of the boot: <c>ip netns exec</c> has given it mounts of its own.</summary>
    private string[] InAnotherBoot(string id)
    {
        File.WriteAllText(_directory["boot_id"], $"{id}\n");
        return ["sh", "-c", "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && exec \"$@\"", _directory["boot_id"]];
    }
}
