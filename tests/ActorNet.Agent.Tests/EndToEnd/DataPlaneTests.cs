using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

public sealed class DataPlaneTests : IAsyncLifetime
{
    private readonly Lab _lab = new(hosts: 1);
    private ScriptedCoordinator _coordinator = null!;
    private AgentNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _coordinator = new ScriptedCoordinator(_lab);
        _coordinator.Leases.Assign("n1", "10.244.1.0/24");
        _coordinator.Leases.PutPeer("n2", "10.77.0.2", "10.244.2.0/24");
        await _coordinator.StartAsync();
        _node = new AgentNode(_lab[1], "n1", _coordinator.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _node.Dispose();
        await _coordinator.DisposeAsync();
        _lab.Dispose();
    }

    [Fact]
    public async Task A_granted_node_has_bridge_routes_forwarding_and_files()
    {
        _node.Start();

        await _node.HoldsAsync("10.244.1.1/24");
        await _node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.2 dev eth0");
        Assert.Equal("1", _node.Host.ReadSysctl("net/ipv4/ip_forward"));
        Assert.Equal("actornet", (string?)_node.Host.Link("docker0")["ifalias"]);
        Assert.Equal(1500, (int)_node.Host.Link("docker0")["mtu"]!);
        Assert.Equal(
            "FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1500\nFLANNEL_IPMASQ=false\n",
            await File.ReadAllTextAsync(_node.SubnetFile, TestContext.Current.CancellationToken));
        Assert.Equal(
            "DOCKER_OPT_BIP=\"--bip=10.244.1.1/24\"\nDOCKER_OPT_IPMASQ=\"--ip-masq=true\"\nDOCKER_OPT_MTU=\"--mtu=1500\"\n"
            + "DOCKER_OPTS=\" --bip=10.244.1.1/24 --ip-masq=true --mtu=1500\"\n",
            await File.ReadAllTextAsync(_node.DockerOptionsFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_route_deleted_by_hand_comes_back()
    {
        _node.Start();
        await _node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.2 dev eth0");

        _node.Host.Ip("route delete 10.244.2.0/24");

        await _node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.2 dev eth0");
    }

    [Fact]
    public async Task Routes_follow_the_other_nodes()
    {
        _node.Start();
        await _node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.2 dev eth0");

        _coordinator.Leases.PutPeer("n3", "10.77.0.3", "10.244.3.0/24");
        await _node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.2 dev eth0", "10.244.3.0/24 via 10.77.0.3 dev eth0");

        _coordinator.Leases.PutPeer("n2", "10.77.0.22", "10.244.2.0/24");
        await _node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.22 dev eth0", "10.244.3.0/24 via 10.77.0.3 dev eth0");

        _coordinator.Leases.DeletePeer("n2");
        await _node.HasRoutesAsync("10.244.3.0/24 via 10.77.0.3 dev eth0");
    }

    [Fact]
    public async Task A_stale_route_of_ours_is_removed_and_foreign_ones_are_not_touched()
    {
        _node.Host.Ip("route add 10.244.77.0/24 via 10.77.0.7 proto 74");
        _node.Host.Ip("route add 10.244.78.0/24 via 10.77.0.8 proto static");
        _node.Host.Ip("route add 10.244.2.0/24 via 10.77.0.9 proto static metric 50");

        _node.Start();
        await _node.HoldsAsync("10.244.1.1/24");
        await _node.HasRoutesAsync();
        await Eventually.IsTrue(() => _node.Log.Contains("somebody else's route is in the way"), "the conflict is reported", () => _node.Log);

        Assert.Equal(["10.244.2.0/24 via 10.77.0.9 dev eth0", "10.244.78.0/24 via 10.77.0.8 dev eth0"], _node.Host.Routes("static"));

        _node.Host.Ip("route delete 10.244.2.0/24 proto static metric 50");
        await _node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.2 dev eth0");
    }

    [Fact]
    public async Task A_node_that_cannot_be_routed_to_holds_up_no_other()
    {
        _coordinator.Leases.PutPeer("far", "192.0.2.9", "10.244.9.0/24");
        _coordinator.Leases.PutPeer("outside", "10.77.0.8", "10.99.9.0/24");

        _node.Start();

        await _node.HoldsAsync("10.244.1.1/24");
        await _node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.2 dev eth0");
        await Eventually.IsTrue(() => _node.Log.Contains("the kernel refused") && _node.Log.Contains("outside the pool"), "both are reported", () => _node.Log);
    }

    [Fact]
    public async Task What_is_changed_by_hand_is_mended()
    {
        _node.Start();
        await _node.HoldsAsync("10.244.1.1/24");

        _node.Host.Ip("address delete 10.244.1.1/24 dev docker0");
        await _node.HoldsAsync("10.244.1.1/24");
        _node.Host.Ip("link set docker0 down");
        await Eventually.IsTrue(() => _node.Host.Link("docker0")["flags"]!.ToJsonString().Contains("\"UP\""), "docker0 is up again");
        _node.Host.Ip("link delete docker0");
        await _node.HoldsAsync("10.244.1.1/24");
        _node.Host.WriteSysctl("net/ipv4/ip_forward", "0");
        await Eventually.IsTrue(() => _node.Host.ReadSysctl("net/ipv4/ip_forward") == "1", "forwarding is on again");
        File.Delete(_node.SubnetFile);
        await Eventually.IsTrue(() => File.Exists(_node.SubnetFile), "the file is back");
    }

    [Fact]
    public async Task Routes_come_back_after_the_uplink_was_down()
    {
        _node.Start();
        await _node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.2 dev eth0");

        _node.Host.Ip("link set eth0 down");
        await _node.HasRoutesAsync();
        _node.Host.Ip("link set eth0 up");

        await _node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.2 dev eth0");
    }

    [Fact]
    public async Task Both_address_families_are_served()
    {
        _coordinator.Leases.Pool.Cidrs.Add("fd78::/48");
        _coordinator.Leases.Assign("n1", "10.244.1.0/24", "fd78:0:0:1::/64");
        _coordinator.Leases.PutPeer("n2", "10.77.0.2", "10.244.2.0/24", "fd78:0:0:2::/64");

        _node.Start();

        await _node.HoldsAsync("10.244.1.1/24", "fd78:0:0:1::1/64");
        await _node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.2 dev eth0", "fd78:0:0:2::/64 via fd77::2 dev eth0");
        Assert.Equal("1", _node.Host.ReadSysctl("net/ipv6/conf/all/forwarding"));
        Assert.Equal(
            "FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_IPV6_NETWORK=fd78::/48\nFLANNEL_IPV6_SUBNET=fd78:0:0:1::1/64\n"
            + "FLANNEL_MTU=1500\nFLANNEL_IPMASQ=false\n",
            await File.ReadAllTextAsync(_node.SubnetFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task With_backend_alloc_the_kernel_is_left_alone()
    {
        _node.Start("--backend", "alloc");

        await Eventually.IsTrue(() => File.Exists(_node.SubnetFile), "the file is written", () => _node.Log);
        Assert.False(_node.Host.HasLink("docker0"));
        Assert.Empty(_node.Host.Routes());
    }
}
