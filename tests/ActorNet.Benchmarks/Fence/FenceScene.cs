using System.Text.Json;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Fence;

/// <summary>A coordinator and two nodes, each with an agent and a container, on hosts of their own.</summary>
internal sealed class FenceScene : IAsyncDisposable
{
    private const string Endpoint = "http://10.77.0.100:7410";
    private const int CoordinatorNumber = 100;
    private const int Measured = 1;

    private readonly TemporaryDirectory directory = new();
    private readonly Network network;
    private readonly List<RunningProgram> programs = [];
    private readonly List<NetworkNamespace> hosts = [];
    private readonly List<Container> containers = [];

    private FenceScene(Network network) => this.network = network;

    /// <summary>The node whose fence is measured.</summary>
    public NetworkNamespace Host => hosts[0];

    /// <summary>Its container.</summary>
    public Container Near => containers[0];

    /// <summary>The other node's.</summary>
    public Container Far => containers[1];

    /// <summary>The measured node's agent.</summary>
    public RunningProgram Agent { get; private set; } = null!;

    public static async Task<FenceScene> StartAsync(TimeSpan timeToLive)
    {
        var scene = new FenceScene(await Network.CreateAsync());
        try
        {
            await scene.StartAllAsync(timeToLive);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the measured node's agent again.</summary>
    public void RestartAgent() => programs.Add(Agent = StartAgent(Measured));

    /// <summary>Until when a node's agent believes, as it has written down: on the boot clock.</summary>
    public TimeSpan ReadDeadline(int number = Measured)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(directory.Combine($"node-{number}", "state.json")));
        return TimeSpan.FromTicks(document.RootElement.GetProperty("state").GetProperty("lease").GetProperty("deadlineTicks").GetInt64());
    }

    /// <summary>The numbers of both nodes: what one container sends to the other passes the fence of each.</summary>
    public static IEnumerable<int> Nodes => [Measured, Measured + 1];

    /// <summary>Waits until packets pass from one container to the other.</summary>
    public Task PassesAsync() => Eventually.HoldsAsync(
        "packets pass", async () => (await Near.Namespace.TryRunAsync("ping", "-c", "1", "-W", "1", "-q", Far.Address)).ExitCode == 0, evidence: () => Agent.Log);

    public async ValueTask DisposeAsync()
    {
        foreach (var program in programs)
        {
            await program.DisposeAsync();
        }

        await network.DisposeAsync();
        directory.Dispose();
    }

    private async Task StartAllAsync(TimeSpan timeToLive)
    {
        var coordinator = await network.AddHostAsync(CoordinatorNumber);
        programs.Add(RunningProgram.StartIn(coordinator, Programs.Coordinator, "--data-directory", directory.Combine("coordinator"), "--pool-time-to-live", $"{timeToLive.TotalSeconds:0}s"));
        for (var number = 1; number <= 2; number++)
        {
            hosts.Add(await network.AddHostAsync(number));
            programs.Add(StartAgent(number));
        }

        Agent = programs[1];
        foreach (var host in hosts)
        {
            string? gateway = null;
            await Eventually.HoldsAsync("docker0 has its address", async () => (gateway = await GatewayAsync(host)) is not null, evidence: () => string.Join('\n', programs.Select(program => program.Log)));
            containers.Add(await network.AddContainerAsync(host, gateway!));
        }

        await PassesAsync();
    }

    private RunningProgram StartAgent(int number) => RunningProgram.StartIn(
        hosts[number - 1],
        Programs.Agent,
        "run",
        "--coordinators", Endpoint,
        "--node-id", $"node-{number}",
        "--state-directory", directory.Combine($"node-{number}"),
        "--subnet-file", "",
        "--docker-options-file", "");

    private static async Task<string?> GatewayAsync(NetworkNamespace host) => (await host.ShowAsync("-4 address show"))
        .Where(link => link.GetProperty("ifname").GetString() == "docker0")
        .SelectMany(link => link.GetProperty("addr_info").EnumerateArray())
        .Select(info => $"{info.GetProperty("local").GetString()}/{info.GetProperty("prefixlen").GetInt32()}")
        .FirstOrDefault();
}
