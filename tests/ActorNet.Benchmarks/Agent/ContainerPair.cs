using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Contracts.V1;
using ActorNet.Netlink;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Agent;

/// <summary>Two machines on one wire with a container on each, whose way to each other is made by the agent's parts or by hand.</summary>
internal sealed class ContainerPair : IAsyncDisposable
{
    private const int Port = 5001;
    private const int Chunk = 128 * 1024;

    private readonly NetworkNamespace[] machines;
    private readonly NetworkNamespace[] containers;
    private readonly Socket sender;
    private Socket? receiver;

    private ContainerPair(NetworkNamespace[] machines, NetworkNamespace[] containers)
    {
        this.machines = machines;
        this.containers = containers;
        sender = NamespaceSocket.Open(containers[0]);
    }

    public static async Task<ContainerPair> MakeByAgentAsync(bool hasTunnels, CancellationToken cancellation)
    {
        var pair = await CreateAsync(hasTunnels);
        for (var side = 0; side < 2; side++)
        {
            var lease = new HeldLease("default", [Prefix.Parse($"10.244.{side + 1}.0/24")], new Epoch(1), TimeSpan.FromHours(24), [Prefix.Parse("10.244.0.0/16")]);
            using var host = new AgentHost(pair.machines[side], PlanOf(side, hasTunnels), lease);
            await host.TakeAsync(TellOf(1 - side, hasTunnels), cancellation);
        }

        await pair.ConnectAsync(cancellation);
        return pair;
    }

    public static async Task<ContainerPair> MakeByHandAsync(bool hasTunnels, CancellationToken cancellation)
    {
        var pair = await CreateAsync(hasTunnels);
        for (var side = 0; side < 2; side++)
        {
            var (machine, own, other) = (pair.machines[side], side + 1, 2 - side);
            if (!hasTunnels)
            {
                await machine.IpAsync($"route add 10.244.{other}.0/24 via 10.77.0.{other} dev eth0");
                continue;
            }

            await machine.IpAsync($"link add flannel.1 type vxlan id 1 dev eth0 local 10.77.0.{own} dstport 8472 nolearning");
            await machine.IpAsync($"link set flannel.1 address 02:00:0a:f4:0{own}:00");
            await machine.IpAsync($"address add 10.244.{own}.0/32 dev flannel.1");
            await machine.IpAsync("link set flannel.1 mtu 1450 up");
            await machine.BridgeAsync($"fdb replace 02:00:0a:f4:0{other}:00 dev flannel.1 dst 10.77.0.{other} self permanent");
            await machine.IpAsync($"neigh replace 10.244.{other}.0 lladdr 02:00:0a:f4:0{other}:00 dev flannel.1 nud permanent");
            await machine.IpAsync($"route replace 10.244.{other}.0/24 via 10.244.{other}.0 dev flannel.1 onlink");
        }

        await pair.ConnectAsync(cancellation);
        return pair;
    }

    /// <summary>How many bytes a second go from one container to the other.</summary>
    public Task<double> MeasureAsync(TimeSpan time) => Task.Run(() =>
    {
        var taken = 0L;
        var thread = new Thread(() => taken = Receive());
        thread.Start();
        var begin = Stopwatch.GetTimestamp();
        var data = new byte[Chunk];
        while (Stopwatch.GetElapsedTime(begin) < time)
        {
            sender.Send(data);
        }

        sender.Send(End);
        thread.Join();
        return taken / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    });

    public async ValueTask DisposeAsync()
    {
        sender.Dispose();
        receiver?.Dispose();
        foreach (var machine in (NetworkNamespace[])[.. containers, .. machines])
        {
            await machine.DisposeAsync();
        }
    }

    private static async Task<ContainerPair> CreateAsync(bool hasTunnels)
    {
        NetworkNamespace[] hosts = [await NetworkNamespace.CreateAsync(), await NetworkNamespace.CreateAsync()];
        NetworkNamespace[] guests = [await NetworkNamespace.CreateAsync(), await NetworkNamespace.CreateAsync()];
        await hosts[0].IpAsync($"link add eth0 type veth peer name eth0 netns {hosts[1].Name}");
        var mtu = hasTunnels ? 1450 : 1500;
        for (var side = 0; side < 2; side++)
        {
            var (machine, container) = (hosts[side], guests[side]);
            await machine.TryRunAsync("sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
            await machine.IpAsync($"address add 10.77.0.{side + 1}/24 dev eth0");
            await machine.IpAsync("link set eth0 up");
            await machine.IpAsync("link add docker0 type bridge");
            await machine.IpAsync($"address add 10.244.{side + 1}.1/24 dev docker0");
            await machine.IpAsync($"link set docker0 mtu {mtu} up");
            await machine.IpAsync($"link add c0 mtu {mtu} type veth peer name eth0 mtu {mtu} netns {container.Name}");
            await machine.IpAsync("link set c0 master docker0 up");
            await container.IpAsync($"address add 10.244.{side + 1}.2/24 dev eth0");
            await container.IpAsync("link set eth0 up");
            await container.IpAsync($"route add default via 10.244.{side + 1}.1");
        }

        return new ContainerPair(hosts, guests);
    }

    private static byte[] End { get; } = [1];

    private long Receive()
    {
        var buffer = new byte[Chunk];
        var sum = 0L;
        while (true)
        {
            var count = receiver!.Receive(buffer);
            sum += count;
            if (count == 0 || buffer[count - 1] == End[0])
            {
                return sum;
            }
        }
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        using var listener = NamespaceSocket.Open(containers[1]);
        listener.Bind(new IPEndPoint(IPAddress.Any, Port));
        listener.Listen();
        var accepting = listener.AcceptAsync(cancellation);
        await sender.ConnectAsync(new IPEndPoint(IPAddress.Parse("10.244.2.2"), Port), cancellation);
        receiver = await accepting;
    }

    private static HostPlan PlanOf(int side, bool hasTunnels)
    {
        var node = NodeOf(side);
        return new HostPlan(
            node, hasTunnels ? BackendKind.Vxlan : BackendKind.HostGateway, "eth0", [IPAddress.Parse($"10.77.0.{side + 1}")], null, 1500, 74, null, null)
        {
            Overlay = hasTunnels ? new OverlayPlan(1, Vxlan.LinuxPort, VtepMac.Of(node), PrefersDirect: false) : null,
            UplinkMtu = 1500,
            OnLink = [Prefix.Parse("10.77.0.0/24")],
        };
    }

    private static WatchLeasesResponse TellOf(int side, bool hasTunnels) => new()
    {
        Revision = 1,
        Snapshot = new LeaseSnapshot
        {
            First = true,
            Last = true,
            Leases =
            {
                new Lease
                {
                    Pool = "default",
                    NodeId = NodeOf(side).Value,
                    Epoch = 1,
                    State = LeaseState.Active,
                    Subnets = { $"10.244.{side + 1}.0/24" },
                    Attributes = new NodeAttributes
                    {
                        BackendType = hasTunnels ? BackendType.Vxlan : BackendType.HostGw,
                        PublicIpv4 = $"10.77.0.{side + 1}",
                        Vxlan = hasTunnels ? new VxlanEndpoint { Vni = 1, Port = Vxlan.LinuxPort, VtepMac = VtepMac.Of(NodeOf(side)).ToString() } : null,
                    },
                },
            },
        },
    };

    private static NodeId NodeOf(int side) => NodeId.TryParse($"n{side + 1}", out var node) ? node : throw new InvalidOperationException("not a node id");
}
