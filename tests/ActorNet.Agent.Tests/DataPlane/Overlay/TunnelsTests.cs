using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Tests.DataPlane.Overlay;

public sealed class TunnelsTests
{
    [Theory]
    [InlineData("10.77.0.1", "10.244.1.0/24", "anet.1 1450 10.244.1.0", 1450)]
    [InlineData("10.77.0.1 fd77::1", "10.244.1.0/24", "anet.1 1450 10.244.1.0", 1450)]
    [InlineData("10.77.0.1 fd77::1", "10.244.1.0/24 fd78::/64", "anet.1 1450 10.244.1.0; anet6.1 1430 fd78::", 1430)]
    [InlineData("10.77.0.1", "10.244.1.0/24 fd78::/64", "anet.1 1450 10.244.1.0 fd78::", 1450)]
    [InlineData("fd77::1", "10.244.1.0/24 fd78::/64", "anet6.1 1430 10.244.1.0 fd78::", 1430)]
    public void Each_family_goes_over_itself_where_it_can_and_all_fits(string hostAddresses, string subnets, string devices, int innerMtu)
    {
        var lease = new HeldLease("default", [.. subnets.Split(' ').Select(Prefix.Parse)], new Epoch(1), TimeSpan.FromHours(24), []);
        var plan = Plan(hostAddresses);

        Assert.Equal(devices, string.Join("; ", Tunnels.For(lease, plan).Select(device => $"{device.Name} {device.Mtu} {string.Join(' ', device.Addresses)}")));
        Assert.Equal(innerMtu, Tunnels.InnerMtu(lease, plan));
        Assert.Equal(1400, Tunnels.InnerMtu(lease, plan with { Mtu = 1400 }));
    }

    [Fact]
    public void The_longest_name_fits_the_kernel() => Assert.True(Tunnels.NameOf(System.Net.Sockets.AddressFamily.InterNetworkV6, (1 << 24) - 1).Length <= 15);

    [Fact]
    public void The_MAC_address_is_the_nodes_own_locally_administered_and_always_the_same()
    {
        var macs = Enumerable.Range(0, 1000).Select(number => VtepMac.Of(Node($"node-{number}"))).ToList();

        Assert.Equal(1000, macs.Distinct().Count());
        Assert.All(macs, mac => Assert.Equal(0x02, mac.ToArray()[0] & 0x03));

        // Other nodes have it in their leases: it must never change.
        Assert.Equal("be:80:d4:48:4a:57", VtepMac.Of(Node("n1")).ToString());
    }

    private static HostPlan Plan(string addresses) =>
        new(Node("n1"), BackendKind.Vxlan, "eth0", [.. addresses.Split(' ').Select(IPAddress.Parse)], "docker0", 1500, 74, null, null)
        {
            Overlay = new OverlayPlan(1, 8472, VtepMac.Of(Node("n1")), PrefersDirect: false),
            UplinkMtu = 1500,
        };

    private static NodeId Node(string text) => NodeId.TryParse(text, out var id) ? id : throw new InvalidOperationException(text);
}
