using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Nodes;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Peers;
using ActorNet.Netlink;

namespace ActorNet.Agent.Tests.DataPlane.Nodes;

public sealed class NodeRulesTests
{
    private static readonly HeldLease Lease = new(
        "default",
        [Prefix.Parse("10.244.1.0/24"), Prefix.Parse("fd78:0:0:1::/64")],
        new Epoch(1),
        TimeSpan.FromHours(24),
        [Prefix.Parse("10.244.0.0/16"), Prefix.Parse("fd78::/48")]);

    [Fact]
    public void A_peer_gets_a_route_per_family_via_its_address_of_that_family() => Assert.Equal(
        ["10.244.2.0/24 via 10.77.0.2", "fd78:0:0:2::/64 via fd77::2"],
        Routes(out _, Peer("n2", "10.77.0.2", "fd77::2", "10.244.2.0/24", "fd78:0:0:2::/64")));

    [Fact]
    public void A_peer_that_moves_gets_a_route_to_each_of_its_subnets() => Assert.Equal(
        ["10.244.60.0/24 via 10.77.0.2", "10.244.2.0/24 via 10.77.0.2"],
        Routes(out _, Peer("n2", "10.77.0.2", null, "10.244.60.0/24", "10.244.2.0/24")));

    [Fact]
    public void This_node_and_nodes_that_somebody_else_routes_get_none()
    {
        Assert.Empty(Routes(
            out var refusals,
            Peer("n1", "10.77.0.1", null, "10.244.1.0/24"),
            Peer("n2", "10.77.0.2", null, "10.244.2.0/24") with { Backend = BackendKind.AddressesOnly }));
        Assert.Empty(refusals);
    }

    [Theory]
    [InlineData("10.99.2.0/24", "10.77.0.2", "outside the pool")]
    [InlineData("10.244.0.0/15", "10.77.0.2", "outside the pool")]
    [InlineData("10.244.1.128/25", "10.77.0.2", "overlaps this node's own")]
    [InlineData("10.244.0.0/16", "10.77.0.2", "overlaps this node's own")]
    [InlineData("10.244.2.0/24", null, "no public IPv4 address")]
    [InlineData("10.244.2.0/24", "10.244.3.1", "inside the cluster network")]
    [InlineData("10.244.2.0/24", "10.77.0.1", "this node's own")]
    public void What_cannot_be_right_is_refused_and_named(string subnet, string? address, string reason)
    {
        Assert.Empty(Routes(out var refusals, Peer("n2", address, null, subnet)));

        Assert.Contains(reason, Assert.Single(refusals).Message);
    }

    [Fact]
    public void A_part_of_the_uplinks_network_that_no_host_needs_may_be_a_pools()
    {
        var subnet = Prefix.Parse("10.77.0.128/25");

        var entries = NodeRules.EntriesOf(Vxlan("n2", "192.0.2.2", null, $"{subnet}"), new Vantage(Lease with { Network = [subnet] }, Tunnelled), better: null);

        Assert.Empty(entries.Refusals);
        Assert.NotEmpty(entries.Routes);
    }

    [Theory]
    [InlineData("10.77.0.0/24", "10.77.0.0/24")]
    [InlineData("10.76.0.0/15", "10.77.0.0/24")]
    [InlineData("10.77.0.0/25", "10.77.0.1/32")]
    [InlineData("198.51.100.1/32", "198.51.100.1/32")]
    [InlineData("198.51.0.0/16", "198.51.100.1/32")]
    public void What_would_lead_this_nodes_own_packets_astray_is_refused(string subnet, string underlay)
    {
        var plan = Tunnelled with { Routers = [Prefix.Parse("198.51.100.1/32")] };
        var anything = Lease with { Network = [Prefix.Parse(subnet)] };

        var entries = NodeRules.EntriesOf(Vxlan("n2", "192.0.2.2", null, subnet), new Vantage(anything, plan), better: null);

        Assert.Empty(entries.Routes);
        Assert.Contains($"covers {underlay}, over which this node reaches the others", Assert.Single(entries.Refusals).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.77.0.255")]
    [InlineData("10.77.0.0")]
    public void An_address_that_is_a_whole_networks_is_no_nodes(string address)
    {
        var entries = Entries(Tunnelled, Vxlan("n2", address, null, "10.244.2.0/24"));

        Assert.Empty(entries.Forwarding);
        Assert.Contains("is a whole network's", Assert.Single(entries.Refusals).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Through_a_tunnel_a_node_gets_route_neighbour_and_forwarding_entry_in_flannels_form()
    {
        var entries = Entries(Tunnelled, Vxlan("n2", "192.0.2.2", null, "10.244.2.0/24", "10.244.60.0/24"));

        Assert.Equal(["10.244.2.0/24 via 10.244.2.0 OverIPv4", "10.244.60.0/24 via 10.244.60.0 OverIPv4"], entries.Routes.Select(route => $"{route.Destination} via {route.Gateway} {route.Way}"));
        Assert.Equal(["10.244.2.0 02:00:00:00:00:02", "10.244.60.0 02:00:00:00:00:02"], entries.Neighbours.Select(neighbour => $"{neighbour.Destination} {neighbour.Mac}"));
        var forwarding = Assert.Single(entries.Forwarding);
        Assert.Equal(("02:00:00:00:00:02", "192.0.2.2", 0, null), ($"{forwarding.Mac}", $"{forwarding.Destination}", forwarding.Port, forwarding.Vni));
    }

    [Fact]
    public void Each_family_goes_over_its_own_where_both_nodes_have_it_and_over_the_other_where_not()
    {
        Assert.Equal([Way.OverIPv4, Way.OverIPv6], Ways(Tunnelled, Vxlan("n2", "192.0.2.2", "2001:db8::2", "10.244.2.0/24", "fd78:0:0:2::/64")));
        Assert.Equal([Way.OverIPv4, Way.OverIPv4], Ways(Tunnelled, Vxlan("n2", "192.0.2.2", null, "10.244.2.0/24", "fd78:0:0:2::/64")));
        Assert.Equal([Way.OverIPv6, Way.OverIPv6], Ways(Tunnelled with { PublicAddresses = [IPAddress.Parse("fd77::1")] }, Vxlan("n2", "192.0.2.2", "2001:db8::2", "10.244.2.0/24", "fd78:0:0:2::/64")));
        Assert.Contains("no public address over which", Assert.Single(Entries(Tunnelled with { PublicAddresses = [IPAddress.Parse("fd77::1")] }, Vxlan("n2", "192.0.2.2", null, "10.244.2.0/24")).Refusals).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_direct_routing_nodes_on_the_same_link_have_no_tunnel()
    {
        var direct = Tunnelled with { Overlay = Tunnelled.Overlay! with { PrefersDirect = true } };

        Assert.Equal([Way.Direct], Ways(direct, Vxlan("n2", "10.77.0.2", null, "10.244.2.0/24")));
        Assert.Equal([Way.OverIPv4], Ways(direct, Vxlan("n2", "192.0.2.2", null, "10.244.2.0/24")));
        Assert.Equal([Way.OverIPv4], Ways(Tunnelled, Vxlan("n2", "10.77.0.2", null, "10.244.2.0/24")));
    }

    [Fact]
    public void A_node_with_tunnels_and_one_without_meet_on_their_link_or_not_at_all()
    {
        Assert.Equal([Way.Direct], Ways(Tunnelled, Peer("n2", "10.77.0.2", null, "10.244.2.0/24")));
        Assert.Equal([Way.Direct], Ways(Plain, Vxlan("n2", "10.77.0.2", null, "10.244.2.0/24")));
        Assert.Contains("give both the same one", Assert.Single(Entries(Tunnelled, Peer("n2", "192.0.2.2", null, "10.244.2.0/24")).Refusals).Message, StringComparison.Ordinal);
        Assert.Contains("give both the same one", Assert.Single(Entries(Plain, Vxlan("n2", "192.0.2.2", null, "10.244.2.0/24")).Refusals).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_listens_elsewhere_is_sent_what_it_listens_for_and_that_is_noted()
    {
        var peer = Vxlan("n2", "192.0.2.2", null, "10.244.2.0/24");

        var entries = Entries(Tunnelled, peer with { Tunnel = peer.Tunnel! with { Vni = 7, Port = 4789 } });

        Assert.Equal((4789, 7u), (entries.Forwarding[0].Port, entries.Forwarding[0].Vni!.Value));
        Assert.Contains("VNI 7", Assert.Single(entries.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_with_this_ones_MAC_address_is_refused()
    {
        var peer = Vxlan("n2", "192.0.2.2", null, "10.244.2.0/24");

        var entries = Entries(Tunnelled, peer with { Tunnel = peer.Tunnel! with { Mac = Tunnelled.Overlay!.Mac } });

        Assert.Empty(entries.Routes);
        Assert.Contains("is this node's own", Assert.Single(entries.Refusals).Message, StringComparison.Ordinal);
    }

    private static HostPlan Plain => new(Node("n1"), BackendKind.HostGateway, "eth0", [IPAddress.Parse("10.77.0.1"), IPAddress.Parse("fd77::1")], "docker0", 1500, 74, null, null)
    {
        OnLink = [Prefix.Parse("10.77.0.0/24"), Prefix.Parse("fd77::/64")],
        UplinkMtu = 1500,
    };

    private static HostPlan Tunnelled => Plain with { Backend = BackendKind.Vxlan, Overlay = new OverlayPlan(1, 8472, MacAddress.Parse("02:00:00:00:00:01"), PrefersDirect: false) };

    private static IEnumerable<Way> Ways(HostPlan plan, Peer peer) => Entries(plan, peer).Routes.Select(route => route.Way);

    private static NodeEntries Entries(HostPlan plan, Peer peer) => NodeRules.EntriesOf(peer, new Vantage(Lease, plan), better: null);

    private static IEnumerable<string> Routes(out IReadOnlyList<Problem> refusals, params Peer[] peers)
    {
        var plan = Plain with { PublicAddresses = [IPAddress.Parse("10.77.0.1")] };
        var entries = peers.Select(peer => Entries(plan, peer)).ToList();
        refusals = [.. entries.SelectMany(one => one.Refusals)];
        return entries.SelectMany(one => one.Routes).Select(route => $"{route.Destination} via {route.Gateway}");
    }

    private static Peer Vxlan(string node, string? ipv4, string? ipv6, params string[] subnets) => Peer(node, ipv4, ipv6, subnets) with
    {
        Backend = BackendKind.Vxlan,
        Tunnel = new TunnelEnd(1, 8472, MacAddress.Parse($"02:00:00:00:00:0{node[^1]}"), MacAddress.Parse($"02:00:00:00:00:0{node[^1]}")),
    };

    private static Peer Peer(string node, string? ipv4, string? ipv6, params string[] subnets) => new(
        Node(node), new Epoch(2), [.. subnets.Select(Prefix.Parse)], ipv4 is null ? null : IPAddress.Parse(ipv4), ipv6 is null ? null : IPAddress.Parse(ipv6), BackendKind.HostGateway);

    private static NodeId Node(string text) => NodeId.TryParse(text, out var id) ? id : throw new InvalidOperationException(text);
}
