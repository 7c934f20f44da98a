using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

public sealed class DataPlaneTests : SingleNodeLab
{
    [Fact]
    public async Task A_granted_node_has_bridge_routes_forwarding_and_files()
    {
        Node.Start();

        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);
        Assert.Equal("1", Node.Host.ReadSysctl("net/ipv4/ip_forward"));
        Assert.Equal("actornet", (string?)Node.Host.Link("docker0")["ifalias"]);
        Assert.Equal(1500, (int)Node.Host.Link("docker0")["mtu"]!);
        Assert.Equal(
            "FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1500\nFLANNEL_IPMASQ=false\n",
            await File.ReadAllTextAsync(Node.SubnetFile, TestContext.Current.CancellationToken));
        Assert.Equal(
            "DOCKER_OPT_BIP=\"--bip=10.244.1.1/24\"\nDOCKER_OPT_IPMASQ=\"--ip-masq=true\"\nDOCKER_OPT_MTU=\"--mtu=1500\"\n"
            + "DOCKER_OPTS=\" --bip=10.244.1.1/24 --ip-masq=true --mtu=1500\"\n",
            await File.ReadAllTextAsync(Node.DockerOptionsFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_subnet_that_grows_keeps_the_address_that_its_containers_send_to()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();
        Leases.Forget("n1");
        Leases.Assign("n1", "10.244.0.0/23");

        Node.Start("--ipv4-prefix-length", "23", "--ipv4-longest-prefix-length", "25");

        await Node.HoldsAsync("10.244.0.1/23", "10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);
        await Eventually.IsTrue(() => File.ReadAllText(Node.SubnetFile).Contains("FLANNEL_SUBNET=10.244.0.1/23\n", StringComparison.Ordinal), "the file has the larger subnet", () => Node.Log);
        Assert.Equal((23, 25), (Leases.Acquires.Last().Ipv4PrefixLength, Leases.Acquires.Last().Ipv4LongestPrefixLength));

        Node.Host.Ip("address delete 10.244.0.1/23 dev docker0");
        await Node.HoldsAsync("10.244.0.1/23", "10.244.1.1/24");
    }

    [Fact]
    public async Task A_route_deleted_by_hand_comes_back()
    {
        Node.Start();
        await Node.HasRoutesAsync(PeerRoute);

        Node.Host.Ip("route delete 10.244.2.0/24");

        await Node.HasRoutesAsync(PeerRoute);
    }

    [Fact]
    public async Task Routes_follow_the_other_nodes()
    {
        Node.Start();
        await Node.HasRoutesAsync(PeerRoute);

        Leases.PutPeer("n3", "10.77.0.3", "10.244.3.0/24");
        await Node.HasRoutesAsync(PeerRoute, "10.244.3.0/24 via 10.77.0.3 dev eth0");

        Leases.PutPeer("n2", "10.77.0.22", "10.244.2.0/24");
        await Node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.22 dev eth0", "10.244.3.0/24 via 10.77.0.3 dev eth0");

        Leases.DeletePeer("n2");
        await Node.HasRoutesAsync("10.244.3.0/24 via 10.77.0.3 dev eth0");
    }

    [Fact]
    public async Task A_stale_route_of_ours_is_removed_and_foreign_ones_are_not_touched()
    {
        Node.Host.Ip("route add 10.244.77.0/24 via 10.77.0.7 proto 74");
        Node.Host.Ip("route add 10.244.78.0/24 via 10.77.0.8 proto static");
        Node.Host.Ip("route add 10.244.2.0/24 via 10.77.0.9 proto static metric 50");

        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync();
        await Eventually.IsTrue(() => Node.Log.Contains("somebody else's route is in the way"), "the conflict is reported", () => Node.Log);

        Assert.Equal(["10.244.2.0/24 via 10.77.0.9 dev eth0", "10.244.78.0/24 via 10.77.0.8 dev eth0"], Node.Host.Routes("static"));

        Node.Host.Ip("route delete 10.244.2.0/24 proto static metric 50");
        await Node.HasRoutesAsync(PeerRoute);
    }

    [Fact]
    public async Task A_node_that_cannot_be_routed_to_holds_up_no_other()
    {
        Leases.PutPeer("far", "192.0.2.9", "10.244.9.0/24");
        Leases.PutPeer("outside", "10.77.0.8", "10.99.9.0/24");

        Node.Start();

        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);
        await Eventually.IsTrue(() => Node.Log.Contains("the kernel refused") && Node.Log.Contains("outside the pool"), "both are reported", () => Node.Log);
    }

    [Fact]
    public async Task What_is_changed_by_hand_is_mended()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");

        Node.Host.Ip("address delete 10.244.1.1/24 dev docker0");
        await Node.HoldsAsync("10.244.1.1/24");
        Node.Host.Ip("link set docker0 down");
        await Eventually.IsTrue(() => Node.Host.Link("docker0")["flags"]!.ToJsonString().Contains("\"UP\""), "docker0 is up again");
        Node.Host.Ip("link delete docker0");
        await Node.HoldsAsync("10.244.1.1/24");
        Node.Host.WriteSysctl("net/ipv4/ip_forward", "0");
        await Eventually.IsTrue(() => Node.Host.ReadSysctl("net/ipv4/ip_forward") == "1", "forwarding is on again");
        File.Delete(Node.SubnetFile);
        await Eventually.IsTrue(() => File.Exists(Node.SubnetFile), "the file is back");
    }

    [Fact]
    public async Task Routes_come_back_after_the_uplink_was_down()
    {
        Node.Start();
        await Node.HasRoutesAsync(PeerRoute);

        Node.Host.Ip("link set eth0 down");
        await Node.HasRoutesAsync();
        Node.Host.Ip("link set eth0 up");

        await Node.HasRoutesAsync(PeerRoute);
    }

    [Fact]
    public async Task A_new_address_of_the_uplink_is_told_to_the_coordinators()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");

        Node.Host.Ip("address delete 10.77.0.1/24 dev eth0");
        Node.Host.Ip("address add 10.77.0.41/24 dev eth0");

        await Eventually.IsTrue(() => Leases.Acquires.Last().Attributes is { PublicIpv4: "10.77.0.41", PublicIpv6: "fd77::1" }, "the new address is told", () => Node.Log);
        Assert.True(Leases.Acquires.Last().AttributesVersion > Leases.Acquires.First().AttributesVersion);
        await Node.HasRoutesAsync(PeerRoute);
        await Node.HoldsAsync("10.244.1.1/24");
    }

    [Fact]
    public async Task The_bridge_and_the_files_follow_the_mtu_of_the_uplink_and_a_second_address_changes_nothing()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");

        Node.Host.Ip("address add fd77::99/64 dev eth0 nodad");
        Node.Host.Ip("link set eth0 mtu 1400");

        await Eventually.IsTrue(() => (int)Node.Host.Link("docker0")["mtu"]! == 1400, "the bridge has the new MTU", () => Node.Log);
        await Eventually.IsTrue(() => File.ReadAllText(Node.SubnetFile).Contains("FLANNEL_MTU=1400\n"), "the file has the new MTU", () => Node.Log);
        Assert.All(Leases.Acquires, acquire => Assert.Equal("fd77::1", acquire.Attributes.PublicIpv6));
    }

    [Fact]
    public async Task Both_address_families_are_served()
    {
        Leases.Pool.Cidrs.Add("fd78::/48");
        Leases.Assign("n1", "10.244.1.0/24", "fd78:0:0:1::/64");
        Leases.PutPeer("n2", "10.77.0.2", "10.244.2.0/24", "fd78:0:0:2::/64");

        Node.Start();

        await Node.HoldsAsync("10.244.1.1/24", "fd78:0:0:1::1/64");
        await Node.HasRoutesAsync(PeerRoute, "fd78:0:0:2::/64 via fd77::2 dev eth0");
        Assert.Equal("1", Node.Host.ReadSysctl("net/ipv6/conf/all/forwarding"));
        Assert.Equal(
            "FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_IPV6_NETWORK=fd78::/48\nFLANNEL_IPV6_SUBNET=fd78:0:0:1::1/64\n"
            + "FLANNEL_MTU=1500\nFLANNEL_IPMASQ=false\n",
            await File.ReadAllTextAsync(Node.SubnetFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task With_backend_alloc_the_kernel_is_left_alone()
    {
        Node.Start("--backend", "alloc");

        await Eventually.IsTrue(() => File.Exists(Node.SubnetFile), "the file is written", () => Node.Log);
        Assert.False(Node.Host.HasLink("docker0"));
        Assert.Empty(Node.Host.Routes());
    }

    [Fact]
    public async Task With_another_bridge_the_one_before_and_its_addresses_are_gone()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();

        Node.Start("--bridge", "br7");

        await Eventually.IsTrue(() => Node.Host.Addresses("br7").SequenceEqual(["10.244.1.1/24"]), "the new bridge has the subnet", () => Node.Log);
        await Eventually.IsTrue(() => !Node.Host.HasLink("docker0"), "the old one is gone", () => Node.Log);
        await Node.Process.StopAsync();

        Node.Start("--bridge", "");
        await Eventually.IsTrue(() => !Node.Host.HasLink("br7"), "the agent has no bridge any more", () => Node.Log);
    }

    [Fact]
    public async Task A_bridge_of_somebody_else_that_is_not_used_any_more_loses_only_the_agents_address()
    {
        Node.Host.Ip("link add br7 type bridge");
        Node.Host.Ip("address add 172.31.0.1/24 dev br7 scope link");
        Node.Start("--bridge", "br7");
        await Eventually.IsTrue(() => Node.Host.Addresses("br7").SequenceEqual(["10.244.1.1/24"]), "it has the subnet", () => Node.Log);
        await Node.Process.StopAsync();

        Node.Start("--interface", "eth0");

        await Node.HoldsAsync("10.244.1.1/24");
        Assert.Empty(Node.Host.Addresses("br7"));
        Assert.True(Node.Host.HasLink("br7"));
    }

    [Fact]
    public async Task Files_that_the_options_name_no_more_are_gone_unless_they_are_somebody_elses_by_now()
    {
        using var directory = new TemporaryDirectory();
        string[] flags = ["--subnet-file", directory["a.env"], "--cni-config-file", directory["a.conflist"], "--bridge", "cni0"];
        Node.Start(flags);
        await Eventually.IsTrue(() => File.Exists(directory["a.env"]) && File.Exists(directory["a.conflist"]) && File.Exists(Node.DockerOptionsFile), "all are there", () => Node.Log);
        await Node.Process.StopAsync();
        const string Flannels = "FLANNEL_NETWORK=10.5.0.0/16\nFLANNEL_SUBNET=10.5.3.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=false\n";
        await File.WriteAllTextAsync(directory["a.env"], Flannels, TestContext.Current.CancellationToken);

        Node.Start("--subnet-file", directory["b.env"], "--docker-options-file", "", "--bridge", "cni0");

        await Eventually.IsTrue(() => File.Exists(directory["b.env"]), "the new one is there", () => Node.Log);
        await Eventually.IsTrue(() => !File.Exists(directory["a.conflist"]) && !File.Exists(Node.DockerOptionsFile), "the old ones are gone", () => Node.Log);
        await Node.Process.StopAsync();
        await Node.RunAsync("cleanup");
        Assert.Equal(Flannels, await File.ReadAllTextAsync(directory["a.env"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task With_backend_alloc_no_fence_and_no_rules_of_another_backend_are_left_to_shut()
    {
        Node.Host.Execute("nft", "add", "table", "inet", "actornet2");
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);
        await Eventually.IsTrue(() => Node.Host.Execute("nft", "list", "tables").Contains("inet actornet_rules"), "the rules are there", () => Node.Log);
        await Node.Process.StopAsync();

        Node.Start("--backend", "alloc");

        await Node.HasRoutesAsync();
        await Eventually.IsTrue(
            () => Node.Host.Execute("nft", "list", "tables").Split('\n').Where(line => line.Contains("inet ")).SequenceEqual(["table inet actornet2"]), "fence and rules are gone", () => Node.Log);
        Assert.DoesNotContain("ACTORNET", Node.Host.Execute("iptables", "-S"), StringComparison.Ordinal);
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
        await Node.Process.StopAsync();

        Assert.Equal(ActorNet.Agent.Commands.ExitCodes.Success, await Node.RunAsync("cleanup"));
        Assert.False(Node.Host.HasLink("docker0"));
    }

    [Fact]
    public async Task With_backend_alloc_the_bridge_keeps_only_what_is_held()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();
        Leases.Assign("n1", "10.244.5.0/24");
        Leases.Forget("n1");
        Node.BootId = Guid.NewGuid().ToString(); // so that the saved lease is believed no more

        Node.Start("--backend", "alloc");

        await Eventually.IsTrue(() => Node.Host.HasLink("docker0") && Node.Host.Addresses("docker0").Length == 0, "the address of the subnet before is gone", () => Node.Log);
    }

    [Fact]
    public async Task What_keeps_the_bridge_from_having_IPv6_is_named()
    {
        Leases.Pool.Cidrs.Add("fd78::/48");
        Leases.Assign("n1", "10.244.1.0/24", "fd78:0:0:1::/64");
        Node.Host.WriteSysctl("net/ipv6/conf/default/disable_ipv6", "1"); // what every link begins with
        Node.Start();
        await Eventually.IsTrue(() => Node.Log.Contains("set net.ipv6.conf.docker0.disable_ipv6 to 0", StringComparison.Ordinal), "the switch is named", () => Node.Log);
        Node.Host.WriteSysctl("net/ipv6/conf/docker0/disable_ipv6", "0");
        await Node.HoldsAsync("10.244.1.1/24", "fd78:0:0:1::1/64");
        await Node.Process.StopAsync();

        Node.Start("--mtu", "1000");
        await Eventually.IsTrue(() => Node.Log.Contains("docker0 cannot have fd78:0:0:1::1/64: its MTU is 1000, and IPv6 needs 1280", StringComparison.Ordinal), "the MTU is named", () => Node.Log);
    }
}
