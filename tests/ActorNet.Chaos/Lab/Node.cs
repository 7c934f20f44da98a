using ActorNet.Testing;

namespace ActorNet.Chaos.Lab;

/// <summary>A node: a host with a real agent, and a container once there is a docker0.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly IReadOnlyList<string> coordinators;
    private readonly Network network;

    /// <summary>One whose agent is not running yet.</summary>
    /// <param name="name">Its node id.</param>
    /// <param name="number">Its host's number.</param>
    /// <param name="host">Its host.</param>
    /// <param name="network">The network of the host.</param>
    /// <param name="directory">Where the agent keeps its state and files.</param>
    /// <param name="pool">The pool; empty for the default one.</param>
    /// <param name="coordinators">Their URLs.</param>
    public Node(string name, int number, NetworkNamespace host, Network network, string directory, string pool, IReadOnlyList<string> coordinators)
    {
        (Name, Number, Host, this.network, Directory, Pool, this.coordinators) = (name, number, host, network, directory, pool, coordinators);
        System.IO.Directory.CreateDirectory(directory);
        Agent = new SupervisedProgram($"agent {name} on host {number}", Run);
    }

    public string Name { get; }

    public int Number { get; }

    public NetworkNamespace Host { get; }

    public string Directory { get; }

    public string Pool { get; }

    public SupervisedProgram Agent { get; }

    /// <summary>Whether the agent is stopped where it stands.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>What its environment gets at its next start.</summary>
    public IReadOnlyList<string> Environment { get; set; } = [];

    /// <summary>The container that is on docker0; null while there is none.</summary>
    public Container? Container { get; private set; }

    /// <summary>What its state file says.</summary>
    public AgentState? State => AgentState.TryRead(StateDirectory);

    public string StateDirectory => Path.Combine(Directory, "state");

    public async Task PauseAsync()
    {
        IsPaused = true;
        await Agent.PauseAsync();
    }

    public async Task ResumeAsync()
    {
        await Agent.ResumeAsync();
        IsPaused = false;
    }

    /// <summary>docker0's address with its length; null while there is none.</summary>
    public async Task<string?> FindDocker0Async()
    {
        var links = await Host.ShowAsync("address show");
        return links
            .Where(link => link.GetProperty("ifname").GetString() == "docker0")
            .SelectMany(link => link.GetProperty("addr_info").EnumerateArray())
            .Where(info => info.GetProperty("family").GetString() == "inet")
            .Select(info => $"{info.GetProperty("local").GetString()}/{info.GetProperty("prefixlen").GetInt32()}")
            .FirstOrDefault();
    }

    /// <summary>Puts a container on docker0, once.</summary>
    /// <exception cref="InvalidOperationException">There is no docker0.</exception>
    public async Task<Container> AddContainerAsync() => Container ??= await network.AddContainerAsync(
        Host, await FindDocker0Async() ?? throw new InvalidOperationException($"{Name} has no docker0: {Agent.Log}"));

    public ValueTask DisposeAsync() => Agent.DisposeAsync();

    private RunningProgram Run() => RunningProgram.StartIn(
        Host,
        "env",
        [
            .. Environment,
            Programs.Agent, "run",
            .. coordinators.SelectMany(url => new[] { "--coordinators", url }),
            "--node-id", Name,
            "--state-directory", StateDirectory,
            "--subnet-file", Path.Combine(Directory, "subnet.env"),
            "--docker-options-file", Path.Combine(Directory, "docker_opts.env"),
            .. Pool.Length == 0 ? Array.Empty<string>() : ["--pool", Pool],
        ]);
}
