using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>Packets through tunnels between real agents, and between them and a device made by hand as flannel makes it.</summary>
public sealed class ThreeTunnelsTests
{
    private const string FlannelMac = "02:00:0a:f4:03:00";

    /// <summary>With IPv4, ICMP and the tunnel's headers this is just what fits 1500 bytes; one more is not.</summary>
    private const int LargestPayload = 1422;

    [Fact]
    public async Task Agents_and_a_flannel_device_reach_each_other()
    {
        using var lab = new Lab(hosts: 3);
        await using var coordinator = new ScriptedCoordinator(lab);
        await coordinator.StartAsync();
        MakeFlannel(lab[3]);
        coordinator.Leases.PutTunnelPeer("n3", lab[3].Address, FlannelMac, ["10.244.3.0/24"]);
        using var one = await StartAsync(lab, coordinator, 1, "10.244.1.0/24");
        using var two = await StartAsync(lab, coordinator, 2, "10.244.2.0/24");
        await one.HasRoutesAsync("10.244.2.0/24 via 10.244.2.0 dev anet.1", "10.244.3.0/24 via 10.244.3.0 dev anet.1");
        await two.HasRoutesAsync("10.244.1.0/24 via 10.244.1.0 dev anet.1", "10.244.3.0/24 via 10.244.3.0 dev anet.1");

        foreach (var (from, to) in from @from in Enumerable.Range(1, 3) from to in Enumerable.Range(1, 3) where @from != to select (@from, to))
            await Eventually.IsTrue(() => lab[from].CanPing($"10.244.{to}.1", source: $"10.244.{from}.1"), $"{from} reaches {to}", () => one.Log + two.Log);
        Assert.True(PingsUnfragmented(lab[1], "10.244.2.1", LargestPayload), "what fits passes");
        Assert.False(PingsUnfragmented(lab[1], "10.244.2.1", LargestPayload + 1), "one more is refused");

        // Whatever becomes of a device, to all others the node is the same.
        lab[1].Ip("link delete anet.1");
        await one.HasRoutesAsync("10.244.2.0/24 via 10.244.2.0 dev anet.1", "10.244.3.0/24 via 10.244.3.0 dev anet.1");
        await Eventually.IsTrue(() => lab[3].CanPing("10.244.1.1", source: "10.244.3.1"), "flannel's node reaches the new device", () => one.Log);
    }

    [Theory]
    [InlineData("anet6.1", "fd77::")]
    [InlineData("anet.1", "10.77.0.")]
    public async Task Both_families_go_over_the_only_one_that_the_hosts_have(string device, string outer)
    {
        using var lab = new Lab(hosts: 2);
        await using var coordinator = new ScriptedCoordinator(lab);
        coordinator.Leases.Pool.Cidrs.Add("fd78::/48");
        await coordinator.StartAsync();
        using var one = await StartAsync(lab, coordinator, 1, "10.244.1.0/24", "fd78:0:0:1::/64", outer);
        using var two = await StartAsync(lab, coordinator, 2, "10.244.2.0/24", "fd78:0:0:2::/64", outer);

        await one.HasRoutesAsync($"10.244.2.0/24 via 10.244.2.0 dev {device}", $"fd78:0:0:2::/64 via fd78:0:0:2:: dev {device}");
        await two.HasRoutesAsync($"10.244.1.0/24 via 10.244.1.0 dev {device}", $"fd78:0:0:1::/64 via fd78:0:0:1:: dev {device}");
        await Eventually.IsTrue(() => lab[1].CanPing("10.244.2.1", source: "10.244.1.1"), "IPv4 passes", () => one.Log + two.Log);
        await Eventually.IsTrue(() => lab[1].CanPing("fd78:0:0:2::1", source: "fd78:0:0:1::1"), "IPv6 passes", () => one.Log + two.Log);
    }

    private static async Task<AgentNode> StartAsync(Lab lab, ScriptedCoordinator coordinator, int number, string subnet, string? subnetV6 = null, string? outer = null)
    {
        coordinator.Leases.Assign($"n{number}", subnetV6 is null ? [subnet] : [subnet, subnetV6]);
        if (subnetV6 is null)
        {
            // A device made by hand knows the others' MAC addresses from their leases; here from the rule.
            var mac = VtepMac.Of(NodeId.TryParse($"n{number}", out var id) ? id : default);
            lab[3].Bridge($"fdb replace {mac} dev flannel.1 dst {lab[number].Address} self permanent");
            lab[3].Ip($"neigh replace 10.244.{number}.0 lladdr {mac} dev flannel.1 nud permanent");
            lab[3].Ip($"route replace {subnet} via 10.244.{number}.0 dev flannel.1 onlink");
        }

        var node = new AgentNode(lab[number], $"n{number}", coordinator.Url);
        node.Start(["--backend", "vxlan", .. outer is null ? [] : new[] { "--public-address", $"{outer}{number}" }]);
        await node.HoldsAsync($"10.244.{number}.1/24");
        return node;
    }

    private static void MakeFlannel(Host host)
    {
        host.Ip($"link add flannel.1 type vxlan id 1 dev eth0 local {host.Address} dstport 8472 nolearning");
        host.Ip($"link set flannel.1 address {FlannelMac}");
        host.Ip("address add 10.244.3.0/32 dev flannel.1");
        host.Ip("link set flannel.1 mtu 1450 up");
        host.Ip("link add cni0 type bridge");
        host.Ip("address add 10.244.3.1/24 dev cni0");
        host.Ip("link set cni0 up");
    }

    private static bool PingsUnfragmented(Host host, string address, int payload) =>
        Command.Try("ip", "netns", "exec", host.Namespace, "ping", "-c", "2", "-i", "0.2", "-W", "2", "-M", "do", "-s", $"{payload}", "-I", "10.244.1.1", address).Code == 0;
}
