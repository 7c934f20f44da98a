using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>What somebody else does to the agent's tunnel, by hand, and what other options or another program's device do.</summary>
public sealed class TunnelDriftTests : TunnelLab
{
    [Fact]
    public async Task Every_kind_of_entry_that_is_changed_by_hand_is_mended()
    {
        StartAgent();
        await Node.HoldsAsync("10.244.1.1/24");
        await HasTunnelAsync();

        Node.Host.Ip($"neigh delete 10.244.2.0 dev {Device}");
        await HasTunnelAsync();
        Node.Host.Ip($"neigh replace 10.244.2.0 lladdr 02:00:00:00:00:66 dev {Device} nud permanent");
        await HasTunnelAsync();
        Node.Host.Ip($"neigh replace 10.244.66.0 lladdr 02:00:00:00:00:66 dev {Device} nud permanent");
        await HasTunnelAsync();
        Node.Host.Bridge($"fdb delete {PeerMac} dev {Device} dst 10.77.0.2 self");
        await HasTunnelAsync();
        Node.Host.Bridge($"fdb replace {PeerMac} dev {Device} dst 10.77.0.66 self permanent");
        await HasTunnelAsync();
        Node.Host.Bridge($"fdb append 00:00:00:00:00:00 dev {Device} dst 10.77.0.66 self permanent");
        await HasTunnelAsync();
        Node.Host.Ip("route delete 10.244.2.0/24");
        await HasTunnelAsync();
        Node.Host.Ip($"address delete 10.244.1.0/32 dev {Device}");
        await HasAsync("the device has its address", () => Node.Host.Addresses(Device), "10.244.1.0/32");
        Node.Host.Ip($"address add 192.0.2.77/32 dev {Device}");
        await HasAsync("the device has no other address", () => Node.Host.Addresses(Device), "10.244.1.0/32");
        Node.Host.Ip($"link set {Device} address 02:00:00:00:00:66");
        await Eventually.IsTrue(() => (string?)Node.Host.Link(Device)["address"] == OwnMac, "the device has its MAC address", () => Node.Log);
        Node.Host.Ip($"link set {Device} mtu 1300");
        await Eventually.IsTrue(() => (int)Node.Host.Link(Device)["mtu"]! == 1450, "the device has its MTU", () => Node.Log);
        Node.Host.Ip($"link set {Device} down");
        await HasTunnelAsync();
        Node.Host.WriteSysctl("net/ipv4/ip_forward", "0");
        await Eventually.IsTrue(() => Node.Host.ReadSysctl("net/ipv4/ip_forward") == "1", "forwarding is on again");
    }

    [Fact]
    public async Task A_device_that_is_deleted_comes_back_the_same_with_all_entries()
    {
        StartAgent();
        Leases.PutTunnelPeer("n3", "10.77.0.3", "02:00:0a:f4:03:00", ["10.244.3.0/24"]);
        await Node.HasRoutesAsync(TunnelRoute, "10.244.3.0/24 via 10.244.3.0 dev anet.1");

        Node.Host.Ip($"link delete {Device}");

        await HasAsync("all is forwarded", () => Node.Host.Forwarding(Device), $"{PeerMac} 10.77.0.2", "02:00:0a:f4:03:00 10.77.0.3");
        await HasAsync("all neighbours are known", () => Node.Host.Neighbours(Device), $"10.244.2.0 {PeerMac}", "10.244.3.0 02:00:0a:f4:03:00");
        await Node.HasRoutesAsync(TunnelRoute, "10.244.3.0/24 via 10.244.3.0 dev anet.1");
        Assert.Equal(OwnMac, (string?)Node.Host.Link(Device)["address"]);
    }

    [Fact]
    public async Task A_device_that_was_made_wrong_is_made_anew()
    {
        StartAgent();
        await HasTunnelAsync();
        Node.Process.Kill();
        Node.Host.Ip($"link delete {Device}");
        Node.Host.Ip($"link add {Device} type vxlan id 1 dev eth0 local 10.77.0.1 dstport 4789 nolearning");
        Node.Host.Ip($"link set {Device} alias actornet up");

        Node.Start("--backend", "vxlan");

        await HasTunnelAsync();
        Assert.Equal(8472, (int)Node.Host.Link(Device)["linkinfo"]!["info_data"]!["port"]!);
    }

    [Fact]
    public async Task Another_identifier_makes_another_device_and_removes_the_old_one()
    {
        StartAgent();
        await HasTunnelAsync();
        await Node.Process.StopAsync();

        Node.Start("--backend", "vxlan", "--vxlan-vni", "9");

        await HasTunnelAsync("anet.9", $"{PeerMac} 10.77.0.2 vni 1");
        await Eventually.IsTrue(() => !Node.Host.HasLink(Device), "the old device is gone", () => Node.Log);
        Assert.Equal(9, Leases.Acquires.Last().Attributes.Vxlan.Vni);
    }

    [Fact]
    public async Task Another_backend_removes_what_the_one_before_has_made()
    {
        StartAgent();
        await HasTunnelAsync();
        await Node.Process.StopAsync();

        Node.Start("--backend", "host-gw");
        await Node.HasRoutesAsync(PeerRoute);
        await Eventually.IsTrue(() => !Node.Host.HasLink(Device), "the tunnel is gone", () => Node.Log);
        await Node.Process.StopAsync();

        Node.Start("--backend", "alloc");
        await Node.HasRoutesAsync();
    }

    [Fact]
    public async Task Another_protocol_number_takes_the_routes_with_it()
    {
        StartAgent();
        await HasTunnelAsync();
        await Node.Process.StopAsync();

        Node.Start("--backend", "vxlan", "--route-protocol", "75");

        await HasAsync("the route has the new number", () => Node.Host.Routes("75"), TunnelRoute);
        await HasAsync("none has the old one", () => Node.Host.Routes("74"));
    }

    [Fact]
    public async Task A_device_of_somebody_else_is_not_touched_and_named()
    {
        Node.Host.Ip("link add flannel.1 type vxlan id 1 dev eth0 local 10.77.0.1 dstport 8472 nolearning");
        Node.Host.Ip("link set flannel.1 address 02:00:0a:f4:01:00 up");
        Node.Host.Bridge("fdb replace 02:00:0a:f4:09:00 dev flannel.1 dst 10.77.0.9 self permanent");

        StartAgent();
        await Node.HoldsAsync("10.244.1.1/24");

        await Eventually.IsTrue(() => Node.Log.Contains("flannel.1 has VNI 1 and UDP port 8472 already"), "it is named", () => Node.Log);
        Assert.Equal(["02:00:0a:f4:09:00 10.77.0.9"], Node.Host.Forwarding("flannel.1"));
        Assert.False(Node.Host.HasLink(Device));

        Node.Host.Ip("link delete flannel.1");
        await HasTunnelAsync();
    }

    [Fact]
    public async Task An_interface_of_the_devices_name_that_is_not_ours_is_not_touched()
    {
        Node.Host.Ip($"link add {Device} type bridge");

        StartAgent();
        await Node.HoldsAsync("10.244.1.1/24");

        await Eventually.IsTrue(() => Node.Log.Contains($"the interface {Device} is there and is not the agent's"), "it is reported", () => Node.Log);
        Assert.Empty(Node.Host.Routes());
        Assert.Equal("bridge", (string?)Node.Host.Link(Device)["linkinfo"]!["info_kind"]);
    }

    [Fact]
    public async Task A_release_removes_the_tunnel()
    {
        StartAgent("--release-on-stop", "true");
        await HasTunnelAsync();

        await Node.Process.StopAsync();

        Assert.False(Node.Host.HasLink(Device));
        Assert.Empty(Node.Host.Routes());
    }

    [Fact]
    public async Task After_kill_9_the_next_agent_goes_on_with_the_same_device()
    {
        StartAgent();
        await HasTunnelAsync();
        var index = (int)Node.Host.Link(Device)["ifindex"]!;
        Node.Process.Kill();
        Leases.PutTunnelPeer("n2", "10.77.0.22", PeerMac, ["10.244.2.0/24"]);

        Node.Start("--backend", "vxlan");

        await HasTunnelAsync(forwarding: $"{PeerMac} 10.77.0.22");
        Assert.Equal(index, (int)Node.Host.Link(Device)["ifindex"]!);
    }
}
