using System.Net;
using System.Text.Json;
using ActorNet.Testing;
using Grpc.Net.Client;

namespace ActorNet.Integration.DataPath;

/// <summary>One coordinator and some nodes with an agent each, every one on a host of its own.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    /// <summary>Where the coordinator is.</summary>
    public const string Endpoint = "http://10.77.0.100:7410";

    private readonly TemporaryDirectory directory = new();
    private readonly Network network;
    private readonly NetworkNamespace coordinatorHost;
    private readonly List<Node> nodes = [];
    private RunningProgram? coordinator;
    private string[] coordinatorFlags = [];

    private Cluster(Network network, NetworkNamespace coordinatorHost) => (this.network, this.coordinatorHost) = (network, coordinatorHost);

    public IReadOnlyList<Node> Nodes => nodes;

    public string Logs => string.Join('\n', nodes.Select(node => $"{node.Name}: {node.Agent?.Log}").Prepend($"coordinator: {coordinator?.Log}"));

    /// <summary>Starts it and waits until its nodes reach each other.</summary>
    /// <param name="size">How many nodes.</param>
    /// <param name="coordinatorFlags">More of the coordinator's options.</param>
    public static Task<Cluster> StartAsync(int size, params string[] coordinatorFlags) => StartWithAsync(size, [], coordinatorFlags);

    /// <summary>The same with more of the agents' options.</summary>
    public static async Task<Cluster> StartWithAsync(int size, string[] agentFlags, params string[] coordinatorFlags)
    {
        var hosts = await Network.CreateAsync();
        var cluster = new Cluster(hosts, await hosts.AddHostAsync(100)) { coordinatorFlags = coordinatorFlags };
        try
        {
            cluster.StartCoordinator();
            for (var i = 1; i <= size; i++)
            {
                var node = new Node($"node-{i}", await hosts.AddHostAsync(i), cluster.directory.Combine($"node-{i}")) { Flags = agentFlags };
                cluster.nodes.Add(node);
                StartAgent(node);
            }

            await cluster.ConvergeAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public void StartCoordinator() =>
        coordinator = RunningProgram.StartIn(coordinatorHost, Programs.Coordinator, ["--data-directory", directory.Combine("coordinator"), .. coordinatorFlags]);

    public Task KillCoordinatorAsync() => coordinator!.KillAsync();

    public static void StartAgent(Node node) => node.Agent = RunningProgram.StartIn(
        node.Host,
        Programs.Agent,
        [
            "run",
            "--coordinators", Endpoint,
            "--node-id", node.Name,
            "--state-directory", node.Directory,
            "--subnet-file", node.SubnetFile,
            "--docker-options-file", node.DockerOptionsFile,
            .. node.Flags,
        ]);

    /// <summary>Adds a host on which the test itself starts an agent.</summary>
    public async Task<Node> AddHostAsync(int number) => new($"node-{number}", await network.AddHostAsync(number), directory.Combine($"node-{number}"));

    /// <summary>Until every node has docker0 and a route to every other node's subnet.</summary>
    public Task ConvergeAsync() => Eventually.HoldsAsync("docker0 and routes on every node", HasConvergedAsync, evidence: () => Logs);

    /// <summary>A connection to the coordinator from its own host.</summary>
    public GrpcChannel Connect() => GrpcChannel.ForAddress(Endpoint, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { ConnectCallback = (_, cancellation) => NamespaceSocket.ConnectAsync(coordinatorHost, IPEndPoint.Parse(Endpoint["http://".Length..]), cancellation) },
        DisposeHttpClient = true,
    });

    /// <summary>Runs <c>actornet</c> on the coordinator's host.</summary>
    public Task<ShellResult> CliAsync(params string[] arguments) =>
        coordinatorHost.TryRunAsync(Programs.Cli, [.. arguments, "--endpoint", Endpoint]);

    public async Task<bool> IsServingAsync() => (await CliAsync("status")).ExitCode == 0;

    /// <summary>The subnet of every node, as the coordinator has it.</summary>
    public async Task<SortedDictionary<string, string>> SubnetsAsync()
    {
        var list = await CliAsync("lease", "list", "-o", "json");
        Assert.True(list.ExitCode == 0, list.Error + Logs);
        using var document = JsonDocument.Parse(list.Output);
        return new SortedDictionary<string, string>(document.RootElement.GetProperty("leases").EnumerateArray().ToDictionary(
            lease => lease.GetProperty("nodeId").GetString()!,
            lease => lease.GetProperty("subnets")[0].GetString()!));
    }

    public async Task<Container> AddContainerAsync(Node node) =>
        await AddContainerAsync(node, await node.Docker0Async() ?? throw new InvalidOperationException($"{node.Name} has no docker0"));

    /// <summary>Adds a container that sends to this one of docker0's addresses, with its length.</summary>
    public Task<Container> AddContainerAsync(Node node, string gateway) => network.AddContainerAsync(node.Host, gateway);

    public async ValueTask DisposeAsync()
    {
        foreach (var program in nodes.Select(node => node.Agent).Append(coordinator).OfType<RunningProgram>())
        {
            await program.DisposeAsync();
        }

        await network.DisposeAsync();
        directory.Dispose();
    }

    private async Task<bool> HasConvergedAsync()
    {
        foreach (var node in nodes)
        {
            if (await node.Docker0Async() is null || (await node.RoutesAsync()).Length != nodes.Count - 1)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A node of the cluster.</summary>
internal sealed record Node(string Name, NetworkNamespace Host, string Directory)
{
    public RunningProgram? Agent { get; set; }

    /// <summary>More options for its agent.</summary>
    public IReadOnlyList<string> Flags { get; set; } = [];

    public string SubnetFile => Path.Combine(Directory, "subnet.env");

    public string DockerOptionsFile => Path.Combine(Directory, "docker_opts.env");

    /// <summary>docker0's address with its length, the first one; null while there is none.</summary>
    public async Task<string?> Docker0Async() => (await Docker0AddressesAsync()).FirstOrDefault();

    /// <summary>All of docker0's addresses with their lengths.</summary>
    public async Task<string[]> Docker0AddressesAsync()
    {
        var links = await Host.ShowAsync("address show");
        return
        [
            .. links
                .Where(link => link.GetProperty("ifname").GetString() == "docker0")
                .SelectMany(link => link.GetProperty("addr_info").EnumerateArray())
                .Where(info => info.GetProperty("family").GetString() == "inet")
                .Select(info => $"{info.GetProperty("local").GetString()}/{info.GetProperty("prefixlen").GetInt32()}"),
        ];
    }

    /// <summary>The routes to the other nodes' subnets.</summary>
    public async Task<string[]> RoutesAsync()
    {
        var routes = await Host.ShowAsync("-4 route show");
        return [.. routes.Where(route => route.TryGetProperty("gateway", out _)).Select(route => $"{route.GetProperty("dst")} via {route.GetProperty("gateway")}")];
    }
}
