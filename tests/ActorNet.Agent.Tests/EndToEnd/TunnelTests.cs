using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>The VXLAN backend on a real kernel: what is made of a lease and the other nodes, and how it follows them.</summary>
public sealed class TunnelTests : TunnelLab
{
    [Fact]
    public async Task A_granted_node_has_device_entries_and_files_and_tells_its_tunnel()
    {
        StartAgent();

        await Node.HoldsAsync("10.244.1.1/24");
        await HasTunnelAsync();
        var device = Node.Host.Link(Device);
        Assert.Equal((OwnMac, 1450, "actornet"), ((string?)device["address"], (int)device["mtu"]!, (string?)device["ifalias"]));
        var data = device["linkinfo"]!["info_data"]!;
        Assert.Equal((1, 8472, "10.77.0.1", false), ((int)data["id"]!, (int)data["port"]!, (string?)data["local"], (bool)data["learning"]!));
        Assert.Equal(["10.244.1.0/32"], Node.Host.Addresses(Device));
        Assert.Equal(1450, (int)Node.Host.Link("docker0")["mtu"]!);
        await Eventually.IsTrue(() => File.ReadAllText(Node.SubnetFile).Contains("FLANNEL_MTU=1450\n", StringComparison.Ordinal), "the file has the MTU", () => Node.Log);
        Assert.Equal(
            new NodeAttributes { BackendType = BackendType.Vxlan, PublicIpv4 = "10.77.0.1", PublicIpv6 = "fd77::1", Vxlan = new VxlanEndpoint { Vni = 1, Port = 8472, VtepMac = OwnMac } },
            Leases.Acquires.Last().Attributes);
    }

    [Fact]
    public async Task Entries_follow_a_node_that_gets_another_address_another_MAC_address_or_another_subnet()
    {
        StartAgent();
        await HasTunnelAsync();

        Leases.PutTunnelPeer("n2", "10.77.0.22", PeerMac, ["10.244.2.0/24"]);
        await HasTunnelAsync(forwarding: $"{PeerMac} 10.77.0.22");

        Leases.PutTunnelPeer("n2", "10.77.0.22", "02:00:00:00:00:99", ["10.244.2.0/24"]);
        await HasAsync("the neighbour has the new MAC address", () => Node.Host.Neighbours(Device), "10.244.2.0 02:00:00:00:00:99");
        await HasAsync("it is forwarded", () => Node.Host.Forwarding(Device), "02:00:00:00:00:99 10.77.0.22");

        Leases.PutTunnelPeer("n2", "10.77.0.22", "02:00:00:00:00:99", ["10.244.7.0/24"]);
        await Node.HasRoutesAsync("10.244.7.0/24 via 10.244.7.0 dev anet.1");

        Leases.DeletePeer("n2");
        await Node.HasRoutesAsync();
        await HasAsync("no neighbour is left", () => Node.Host.Neighbours(Device));
        await HasAsync("nothing is forwarded", () => Node.Host.Forwarding(Device));
    }

    [Fact]
    public async Task News_of_a_lower_epoch_changes_nothing()
    {
        StartAgent();
        await HasTunnelAsync();
        Leases.PutTunnelPeer("n2", "10.77.0.2", PeerMac, ["10.244.2.0/24"], epoch: 50);

        Leases.PutTunnelPeer("n2", "10.77.0.66", "02:00:00:00:00:66", ["10.244.2.0/24"], epoch: 49);
        Leases.PutTunnelPeer("n6", "10.77.0.66", "02:00:00:00:00:66", ["10.244.2.0/24"], epoch: 48);
        Leases.PutTunnelPeer("n3", "10.77.0.3", "02:00:00:00:00:03", ["10.244.3.0/24"], epoch: 51);

        await Node.HasRoutesAsync(TunnelRoute, "10.244.3.0/24 via 10.244.3.0 dev anet.1");
        await HasAsync("all is forwarded", () => Node.Host.Forwarding(Device), "02:00:00:00:00:03 10.77.0.3", $"{PeerMac} 10.77.0.2");
    }

    [Fact]
    public async Task With_direct_routing_a_node_on_the_link_has_a_plain_route_and_a_tunnel_when_it_is_elsewhere()
    {
        StartAgent("--direct-routing", "true");
        await Node.HasRoutesAsync(PeerRoute);
        Assert.Empty(Node.Host.Forwarding(Device));

        Leases.PutTunnelPeer("n2", "192.0.2.2", PeerMac, ["10.244.2.0/24"]);
        await HasTunnelAsync(forwarding: $"{PeerMac} 192.0.2.2");

        Leases.PutTunnelPeer("n2", "10.77.0.2", PeerMac, ["10.244.2.0/24"]);
        await Node.HasRoutesAsync(PeerRoute);
        await HasAsync("the tunnel's entry is gone", () => Node.Host.Forwarding(Device));
    }

    [Fact]
    public async Task With_direct_routing_a_node_that_is_on_the_link_no_more_gets_a_tunnel()
    {
        StartAgent("--direct-routing", "true", "--public-address", "10.77.0.1");
        await Node.HasRoutesAsync(PeerRoute);

        Node.Host.Ip("address add 10.77.0.1/32 dev eth0");
        Node.Host.Ip("address delete 10.77.0.1/24 dev eth0");
        Node.Host.Ip("route add 10.77.0.254 dev eth0");

        await HasTunnelAsync();
    }

    [Fact]
    public async Task Nodes_of_another_identifier_or_port_are_sent_what_they_listen_for_and_it_is_said()
    {
        StartAgent();
        Leases.PutTunnelPeer("n2", "10.77.0.2", PeerMac, ["10.244.2.0/24"], vni: 7, port: 4789);

        await HasTunnelAsync(forwarding: $"{PeerMac} 10.77.0.2 port 4789 vni 7");
        await Eventually.IsTrue(() => Node.Log.Contains("has VNI 7 and UDP port 4789"), "it is said", () => Node.Log);
    }

    [Fact]
    public async Task Nodes_without_tunnels_are_reached_on_the_link_and_reported_elsewhere()
    {
        StartAgent();
        Leases.PutPeer("n3", "10.77.0.3", "10.244.3.0/24");
        Leases.PutPeer("n4", "192.0.2.4", "10.244.4.0/24");

        await Node.HasRoutesAsync(TunnelRoute, "10.244.3.0/24 via 10.77.0.3 dev eth0");
        await Eventually.IsTrue(() => Node.Log.Contains("no route to 10.244.4.0/24 of node n4"), "it is reported", () => Node.Log);
    }

    [Fact]
    public async Task Of_two_nodes_with_one_MAC_address_the_one_with_the_higher_epoch_is_reached()
    {
        StartAgent();
        await HasTunnelAsync();

        Leases.PutTunnelPeer("n3", "10.77.0.3", PeerMac, ["10.244.3.0/24"]);

        await Node.HasRoutesAsync("10.244.3.0/24 via 10.244.3.0 dev anet.1");
        await HasAsync("it is forwarded to the newer one", () => Node.Host.Forwarding(Device), $"{PeerMac} 10.77.0.3");
        await Eventually.IsTrue(() => Node.Log.Contains("is also that of node n3"), "it is reported", () => Node.Log);
    }

    [Fact]
    public async Task Another_address_of_the_host_is_the_tunnels_too_and_the_entries_stay()
    {
        StartAgent();
        await HasTunnelAsync();
        var index = (int)Node.Host.Link(Device)["ifindex"]!;

        Node.Host.Ip("address delete 10.77.0.1/24 dev eth0");
        Node.Host.Ip("address add 10.77.0.41/24 dev eth0");

        await Eventually.IsTrue(() => (string?)Node.Host.Link(Device)["linkinfo"]!["info_data"]!["local"] == "10.77.0.41", "the tunnel has the new address", () => Node.Log);
        await HasTunnelAsync();
        Assert.Equal(index, (int)Node.Host.Link(Device)["ifindex"]!);
    }

    [Fact]
    public async Task The_MTU_of_tunnel_bridge_and_files_follows_that_of_the_uplink()
    {
        StartAgent();
        await HasTunnelAsync();

        Node.Host.Ip("link set eth0 mtu 1400");

        await Eventually.IsTrue(() => (int)Node.Host.Link(Device)["mtu"]! == 1350, "the tunnel has the new MTU", () => Node.Log);
        await Eventually.IsTrue(() => (int)Node.Host.Link("docker0")["mtu"]! == 1350, "the bridge has the new MTU", () => Node.Log);
        await Eventually.IsTrue(() => File.ReadAllText(Node.SubnetFile).Contains("FLANNEL_MTU=1350\n", StringComparison.Ordinal), "the file has the new MTU", () => Node.Log);
    }

    [Fact]
    public async Task Both_families_have_tunnels_of_their_own_and_what_fits_through_both_is_the_MTU()
    {
        Leases.Pool.Cidrs.Add("fd78::/48");
        Leases.Assign("n1", "10.244.1.0/24", "fd78:0:0:1::/64");
        StartAgent();
        Leases.PutTunnelPeer("n2", "10.77.0.2", PeerMac, ["10.244.2.0/24", "fd78:0:0:2::/64"], publicIPv6: "fd77::2");

        await Node.HasRoutesAsync(TunnelRoute, "fd78:0:0:2::/64 via fd78:0:0:2:: dev anet6.1");
        await HasAsync("IPv6 is forwarded over IPv6", () => Node.Host.Forwarding("anet6.1"), $"{PeerMac} fd77::2");
        Assert.Equal((1450, 1430, 1430), ((int)Node.Host.Link(Device)["mtu"]!, (int)Node.Host.Link("anet6.1")["mtu"]!, (int)Node.Host.Link("docker0")["mtu"]!));
        Assert.Equal(["fd78:0:0:1::/128"], Node.Host.Addresses("anet6.1"));
    }
}
