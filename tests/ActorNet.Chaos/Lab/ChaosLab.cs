using System.Collections.Immutable;
using ActorNet.Chaos.Pausing;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Grpc.Core;

namespace ActorNet.Chaos.Lab;

/// <summary>Three members of etcd, three coordinators and any number of nodes, each on a host of its own, on one switch. All gone when disposed.</summary>
internal sealed class ChaosLab : IAsyncDisposable
{
    private const int Trio = 3;

    /// <summary>Agents that start take the machine for themselves, and whoever has a lease already would not be served in time.</summary>
    private const int StartedTogether = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryDirectory directory = new();
    private readonly List<Coordinator> coordinators = [];
    private readonly List<LoopDisk> disks = [];
    private readonly List<MemoryDisk> memoryDisks = [];
    private readonly Dictionary<int, Cable> cables = [];
    private ImmutableList<Node> nodes = [];
    private int guests;

    private ChaosLab(Network network, NetworkNamespace clients) => (Network, Clients) = (network, clients);

    public Network Network { get; }

    /// <summary>The host of operators, simulated nodes and watchers.</summary>
    public NetworkNamespace Clients { get; }

    public EtcdCluster Etcd { get; private set; } = null!;

    public IReadOnlyList<Coordinator> Coordinators => coordinators;

    /// <summary>All nodes with real agents, guests as well.</summary>
    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>The nodes that stay, of the default pool.</summary>
    public IReadOnlyList<Node> Residents => [.. nodes.Where(node => node.Pool == Pools.Default && node.Number < HostNumbers.Clients)];

    /// <summary>The nodes whose leases outlive any outage.</summary>
    public IReadOnlyList<Node> CalmNodes => [.. nodes.Where(node => node.Pool == Pools.Calm)];

    /// <summary>The disks of etcd's members, in their order; none where the lab has none.</summary>
    public IReadOnlyList<LoopDisk> Disks => disks;

    /// <summary>The wires that can delay, repeat and reorder, by their host's number.</summary>
    public IReadOnlyDictionary<int, Cable> Cables => cables;

    /// <summary>Every process of the lab.</summary>
    public IReadOnlyList<SupervisedProgram> Everything =>
        [.. Etcd.Members.Select(member => member.Program), .. coordinators.Select(coordinator => coordinator.Program), .. nodes.Select(node => node.Agent)];

    /// <summary>What everybody has logged of late.</summary>
    public string Evidence => string.Join('\n', coordinators.Select(coordinator => coordinator.Program.Log));

    /// <summary>Builds one, and starts everything in it.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; what was built is gone.</exception>
    public static async Task<ChaosLab> BuildAsync(LabOptions options, CancellationToken stopping)
    {
        var network = await Network.CreateAsync();
        var lab = new ChaosLab(network, await network.AddHostAsync(HostNumbers.Clients));
        try
        {
            await lab.StartEtcdAsync(options);
            await lab.StartCoordinatorsAsync(options.TimeToLive);
            await lab.CreatePoolAsync(Pools.CalmPool).WaitAsync(stopping);
            stopping.ThrowIfCancellationRequested();
            await lab.AddNodesAsync("node", HostNumbers.FirstNode, options.Nodes, Pools.Default);
            await lab.AddNodesAsync("calm", HostNumbers.FirstNode + options.Nodes, options.CalmNodes, Pools.Calm);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>The number of a member's host.</summary>
    public int NumberOf(EtcdMemberProcess member) => HostNumbers.FirstEtcd + Etcd.Members.ToList().IndexOf(member);

    /// <summary>The replica with the pool coordinator, by the word of whichever says that it has it.</summary>
    public async Task<Coordinator> FindPoolCoordinatorAsync()
    {
        Coordinator? found = null;
        await Eventually.HoldsAsync(
            "a replica with the pool coordinator",
            async () =>
            {
                foreach (var coordinator in coordinators.Where(coordinator => coordinator.Program.IsRunning))
                {
                    if (await coordinator.FindStatusAsync() is { } status && status.Replicas.Any(replica => replica is { Self: true, PoolCoordinator: true }))
                    {
                        found = coordinator;
                    }
                }

                return found is not null;
            },
            Patience,
            () => Evidence);
        return found!;
    }

    /// <summary>Makes a pool, which may be there already.</summary>
    public Task CreatePoolAsync(Pool pool) => Eventually.HoldsAsync(
        $"the pool {pool.Name}",
        async () =>
        {
            try
            {
                await new PoolService.PoolServiceClient(coordinators[0].Invoker).CreatePoolAsync(new CreatePoolRequest { Pool = pool }, deadline: DateTime.UtcNow.AddSeconds(5));
                return true;
            }
            catch (RpcException failure)
            {
                return failure.StatusCode == StatusCode.AlreadyExists;
            }
        },
        Patience,
        () => Evidence);

    /// <summary>A node that a scenario adds; its agent is not running yet.</summary>
    /// <param name="name">Its node id.</param>
    /// <param name="pool">Its pool.</param>
    public async Task<Node> AddGuestAsync(string name, string pool)
    {
        var number = HostNumbers.FirstGuest + guests++;
        return await AddNodeAsync(name, number, pool);
    }

    /// <summary>Puts a guest's state on a disk of its own.</summary>
    public async Task<MemoryDisk> MountStateAsync(Node guest)
    {
        memoryDisks.Add(await MemoryDisk.MountAsync(guest.StateDirectory));
        return memoryDisks[^1];
    }

    /// <summary>Ends a guest's agent for good.</summary>
    public async Task RemoveGuestAsync(Node guest)
    {
        await guest.DisposeAsync();
        nodes = nodes.Remove(guest);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var disk in disks)
        {
            await disk.ThawAsync(); // Who waits for a frozen disk cannot be killed.
        }

        await Parallel.ForEachAsync(nodes, async (node, _) => await node.DisposeAsync());
        await Parallel.ForEachAsync(coordinators, async (coordinator, _) => await coordinator.DisposeAsync());
        if (Etcd is not null)
        {
            await Etcd.DisposeAsync();
        }

        await Network.DisposeAsync();
        foreach (var disk in disks.Concat<IAsyncDisposable>(memoryDisks))
        {
            await disk.DisposeAsync();
        }

        directory.Dispose();
    }

    private async Task StartEtcdAsync(LabOptions options)
    {
        var places = new List<EtcdPlace>();
        for (var index = 0; index < Trio; index++)
        {
            var number = HostNumbers.FirstEtcd + index;
            var data = Directory.CreateDirectory(directory.Combine($"etcd-{index}")).FullName;
            if (options.HasDisks)
            {
                disks.Add(await LoopDisk.CreateAsync(data));
                data = disks[^1].MountPoint;
            }

            places.Add(new EtcdPlace(await AddHostAsync(number, isOnCable: index == 0), Network.AddressOf(number), DataDirectory: Path.Combine(data, "member")));
        }

        Etcd = await EtcdCluster.StartOnHostsAsync(places, Clients, "--auto-compaction-mode", "periodic", "--auto-compaction-retention", "5m", "--quota-backend-bytes", $"{256 << 20}");
    }

    private async Task StartCoordinatorsAsync(TimeSpan timeToLive)
    {
        string[] options = ["--etcd", string.Join(',', Etcd.Endpoints), .. Pools.DefaultOptions(timeToLive)];
        for (var index = 0; index < Trio; index++)
        {
            var number = HostNumbers.FirstCoordinator + index;
            var points = new PausePoints(directory.Combine($"pause-{number}"));
            coordinators.Add(new Coordinator(number, await AddHostAsync(number, isOnCable: index == 0), Clients, points, options));
            coordinators[^1].Program.Start();
        }
    }

    private async Task AddNodesAsync(string name, int first, int count, string pool)
    {
        foreach (var group in Enumerable.Range(0, count).Chunk(StartedTogether))
        {
            var started = new List<Node>();
            foreach (var index in group)
            {
                started.Add(await AddNodeAsync($"{name}-{index + 1}", first + index, pool));
                started[^1].Agent.Start();
            }

            await Eventually.HoldsAsync(
                "leases of all that were started", () => Task.FromResult(started.All(node => node.State is not null)), Patience, () => string.Join('\n', started.Select(node => node.Agent.Log)));
        }
    }

    private async Task<Node> AddNodeAsync(string name, int number, string pool)
    {
        var isOnCable = number == HostNumbers.FirstNode;
        var host = await AddHostAsync(number, isOnCable);
        var node = new Node(name, number, host, Network, directory.Combine($"host-{number}"), pool, [.. coordinators.Select(coordinator => coordinator.Url)]);
        nodes = nodes.Add(node);
        return node;
    }

    private async Task<NetworkNamespace> AddHostAsync(int number, bool isOnCable)
    {
        if (!isOnCable)
        {
            return await Network.AddHostAsync(number);
        }

        var (host, cable) = await Network.AddHostOnCableAsync(number);
        cables[number] = cable;
        return host;
    }
}
