using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Contracts.V1;
using ActorNet.Netlink;

namespace ActorNet.Benchmarks.Agent;

/// <summary>A node and many others with tunnels, as its coordinator tells of them.</summary>
internal static class Neighbourhood
{
    public static readonly HeldLease Lease = new("default", [Prefix.Parse("10.0.0.0/24")], new Epoch(1), TimeSpan.FromHours(24), [Prefix.Parse("10.0.0.0/9")]);

    public static readonly HostPlan Plan = new(NodeOf(0), BackendKind.Vxlan, "eth0", [IPAddress.Parse("10.176.0.1")], null, 1500, 74, null, null)
    {
        Overlay = new OverlayPlan(1, Vxlan.LinuxPort, VtepMac.Of(NodeOf(0)), PrefersDirect: false),
        UplinkMtu = 1500,
    };

    public static WatchLeasesResponse Snapshot(int nodes)
    {
        var piece = new LeaseSnapshot { First = true, Last = true };
        piece.Leases.Add(Enumerable.Range(1, nodes).Select(number => LeaseOf(number, AddressOf(number))));
        return new WatchLeasesResponse { Revision = 1, Snapshot = piece };
    }

    public static WatchLeasesResponse Move(int number, string address, long revision) => new()
    {
        Revision = revision,
        Events = new LeaseEvents { Events = { new LeaseEvent { Type = LeaseEventType.Put, Lease = LeaseOf(number, address) } } },
    };

    public static string AddressOf(int number) => $"10.177.{number >> 8}.{number & 255}";

    public static Prefix SubnetOf(int number) => Lease.Network[0].Subprefix((UInt128)number, 24);

    public static MacAddress MacOf(int number) => VtepMac.Of(NodeOf(number));

    private static Lease LeaseOf(int number, string address) => new()
    {
        Pool = "default",
        NodeId = NodeOf(number).Value,
        Epoch = 1,
        State = LeaseState.Active,
        Subnets = { SubnetOf(number).ToString() },
        Attributes = new NodeAttributes
        {
            BackendType = BackendType.Vxlan,
            PublicIpv4 = address,
            Vxlan = new VxlanEndpoint { Vni = 1, Port = Vxlan.LinuxPort, VtepMac = MacOf(number).ToString() },
        },
    };

    private static NodeId NodeOf(int number) => NodeId.TryParse($"node-{number}", out var node) ? node : throw new InvalidOperationException("not a node id");
}
