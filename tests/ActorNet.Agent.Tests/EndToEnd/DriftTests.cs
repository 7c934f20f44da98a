using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>
/// Everything that the agent makes on a host, broken by hand with the tools that an administrator has, one after the other: each is put back and counted, and what others have beside it stays as
/// it is.
/// </summary>
public sealed class DriftTests : TunnelLab
{
    private const string PeerRoute6 = "fd78:0:0:2::/64";

    private readonly TemporaryDirectory _files = new();

    private string CniFile => _files["cni/10-actornet.conflist"];

    private string StateFile => Path.Combine(Node.StateDirectory, "state.json");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task With_plain_routes_and_iptables()
    {
        await StartAsync("host-gw", "iptables");
        Leases.PutPeer("n2", "10.77.0.2", "10.244.2.0/24", "fd78:0:0:2::/64");
        await Node.HasRoutesAsync(PeerRoute, $"{PeerRoute6} via fd77::2 dev eth0");

        await AreAllMendedAsync(
        [
            .. OnTheBridge(),
            .. InRoutes("via 10.77.0.2 dev eth0", "via 10.77.0.66 dev eth0"),
            .. InTheFence(),
            .. InChains("iptables", "10.244.0.0/16"),
            .. InChains("ip6tables", "fd78::/48"),
            .. InTable("prerouting"),
            .. InFilesAndSwitches(),
        ]);
    }

    [Fact]
    public async Task With_tunnels_and_nftables()
    {
        Leases.DeletePeer("n2");
        await StartAsync("vxlan", "nftables");
        Leases.PutTunnelPeer("n2", "10.77.0.2", PeerMac, ["10.244.2.0/24", "fd78:0:0:2::/64"], publicIPv6: "fd77::2");
        await Node.HasRoutesAsync(TunnelRoute, $"{PeerRoute6} via fd78:0:0:2:: dev anet6.1");

        await AreAllMendedAsync(
        [
            .. OnTheBridge(),
            .. InRoutes("via 10.244.2.0 dev anet.1 onlink", "via 10.244.2.66 dev anet.1 onlink"),
            .. OnTheTunnel(Device, "10.77.0.1", "10.244.1.0/32", "10.244.2.0", "10.77.0.2", "10.77.0.66"),
            .. OnTheTunnel("anet6.1", "fd77::1", "fd78:0:0:1::/128", "fd78:0:0:2::", "fd77::2", "fd77::66"),
            .. InTheFence(),
            .. InTable("prerouting", "input", "forward", "postrouting"),
            .. InFilesAndSwitches(),
        ]);
    }

    private async Task StartAsync(string backend, string rules)
    {
        Leases.Pool.Cidrs.Add("fd78::/48");
        Leases.Assign("n1", "10.244.1.0/24", "fd78:0:0:1::/64");
        Node.Host.Ip($"route add default via {Lab.SwitchAddress}");
        MakeForeign();
        Node.Start("--backend", backend, "--rules", rules, "--ip-masquerade", "true", "--cni-config-file", CniFile);
        await Node.HoldsAsync("10.244.1.1/24", "fd78:0:0:1::1/64");
    }

    /// <summary>What a host has of others, as near to what is ours as it can be.</summary>
    private void MakeForeign()
    {
        var host = Node.Host;
        host.Ip("link add br-other type bridge");
        host.Ip("link set br-other mtu 1400 alias somebody up");
        host.Ip("address add 172.30.0.1/24 dev br-other");
        host.Ip("link add br-empty type bridge");
        host.Ip("link add vx-other type vxlan id 77 dev eth0 local 10.77.0.1 dstport 4789");
        host.Ip("link set vx-other up");
        host.Bridge("fdb append 00:00:00:00:00:00 dev vx-other dst 10.77.0.99 self permanent");
        host.Ip("neigh add 172.30.0.9 lladdr 02:00:00:00:00:99 dev br-other nud permanent");
        host.Ip("route add 10.244.88.0/24 via 10.77.0.8 proto static");
        host.Ip("route add 10.244.2.0/24 via 10.77.0.8 proto 74 table 99");
        host.Execute("nft", "add table inet other; add set inet other held4 { type ipv4_addr; elements = { 10.244.1.0 }; }; add chain inet other forward { type filter hook forward priority -20; policy accept; }; add rule inet other forward ip saddr @held4 accept");
        host.Execute("iptables", "-A", "FORWARD", "-s", "192.0.2.0/24", "-j", "DROP");
        host.Execute("ip6tables", "-A", "FORWARD", "-s", "2001:db8::/32", "-j", "DROP");
        host.Execute("iptables", "-t", "nat", "-A", "POSTROUTING", "-s", "172.30.0.0/24", "-j", "MASQUERADE");
    }

    private static IEnumerable<Drift> OnTheBridge() =>
    [
        Drift.Of("link", "ip link set docker0 down"),
        Drift.Of("link", "ip link set docker0 mtu 1300"),
        Drift.Of("link", "ip link set docker0 alias somebody"),
        Drift.Of("link", "ip link delete docker0"),
        Drift.Of("address", "ip address delete 10.244.1.1/24 dev docker0"),
        Drift.Of("address", "ip address delete fd78:0:0:1::1/64 dev docker0"),
        Drift.Of("address", "ip address flush dev docker0 scope global"),
        Drift.Of("address", "ip address add 10.244.1.1/16 dev docker0"),
        Drift.Of("address", "ip address add 10.244.9.1/24 dev docker0"),
        Drift.Of("address", "ip address add fd78:0:0:9::1/64 dev docker0"),
    ];

    private static IEnumerable<Drift> InRoutes(string right, string wrong) =>
    [
        Drift.Of("route", "ip route delete 10.244.2.0/24 proto 74"),
        Drift.Of("route", $"ip -6 route delete {PeerRoute6}"),
        Drift.Of("route", $"ip route change 10.244.2.0/24 {wrong} proto 74"),
        Drift.Of("route", $"ip route add 10.244.2.0/24 {right} proto 74 metric 50"),
        Drift.Of("route", $"ip route delete 10.244.2.0/24 proto 74; ip route add 10.244.2.0/24 {right} proto 74 metric 50"),
        Drift.Of("route", $"ip route delete 10.244.2.0/24 proto 74; ip route add blackhole 10.244.2.0/24 proto 74"),
        Drift.Of("route", $"ip route add 10.244.99.0/24 {wrong} proto 74"),
        Drift.Of("route", "ip route flush proto 74"),
    ];

    private static IEnumerable<Drift> OnTheTunnel(string device, string local, string address, string neighbour, string remote, string wrong) =>
    [
        Drift.Of("link", $"ip link set {device} down"),
        Drift.Of("link", $"ip link set {device} mtu 1300"),
        Drift.Of("link", $"ip link set {device} address 02:00:00:00:00:66"),
        Drift.Of("link", $"ip link set {device} type vxlan learning"),
        Drift.Of("link", $"ip link set {device} master br-empty"),
        Drift.Of("link", $"ip link set {device} alias somebody"),
        Drift.Of("link", $"ip link delete {device}"),
        Drift.Of("link", $"ip link delete {device}; ip link add {device} type vxlan id 99 dev eth0 local {local} dstport 8472; ip link set {device} alias actornet up"),
        Drift.Of("address", $"ip address delete {address} dev {device}"),
        Drift.Of("address", $"ip address add 192.0.2.77/32 dev {device}"),
        Drift.Of("neighbour", $"ip neigh delete {neighbour} dev {device}"),
        Drift.Of("neighbour", $"ip neigh replace {neighbour} lladdr 02:00:00:00:00:66 dev {device} nud permanent"),
        Drift.Of("neighbour", $"ip neigh add 10.244.66.0 lladdr 02:00:00:00:00:66 dev {device} nud permanent"),
        Drift.Of("forwarding", $"bridge fdb delete {PeerMac} dev {device} dst {remote} self"),
        Drift.Of("forwarding", $"bridge fdb replace {PeerMac} dev {device} dst {wrong} self permanent"),
        Drift.Of("forwarding", $"bridge fdb append 02:00:00:00:00:66 dev {device} dst {wrong} self permanent"),
        Drift.Of("forwarding", $"bridge fdb append 00:00:00:00:00:00 dev {device} dst {wrong} self permanent"),
    ];

    private static IEnumerable<Drift> InTheFence() =>
    [
        .. new[] { "forward", "output", "input" }.SelectMany(chain => new[]
        {
            Drift.Of("fence", $"nft flush chain inet actornet {chain}"),
            Drift.Of("fence", $"nft insert rule inet actornet {chain} accept"),
            Drift.Of("fence", $"nft flush chain inet actornet {chain}; nft delete chain inet actornet {chain}"),
        }),
        .. new[] { "own4 { 10.244.1.0/24 }", "own6 { fd78:0:0:1::/64 }", "pool4 { 10.244.0.0/16 }", "pool6 { fd78::/48 }", "held4 { 10.244.1.0/24 }", "held6 { fd78:0:0:1::/64 }" }
            .Select(element => Drift.Of("fence", $"nft delete element inet actornet {element}")),
        Drift.Of("fence", "nft add element inet actornet own4 { 10.77.0.0/24 }"),
        Drift.Of("fence", "nft add element inet actornet held4 { 10.244.9.0/24 timeout 1h }"),
        Drift.Of("fence", "nft add chain inet actornet more { type filter hook forward priority -300; policy accept; }"),
        Drift.Of("fence", "nft delete table inet actornet"),
    ];

    private static IEnumerable<Drift> InChains(string iptables, string network) =>
    [
        Drift.Of("rules", $"{iptables} -D FORWARD -m comment --comment actornet -j ACTORNET-FWD"),
        Drift.Of("rules", $"{iptables} -A FORWARD -m comment --comment actornet -j ACTORNET-FWD"),
        Drift.Of("rules", $"{iptables} -D FORWARD -m comment --comment actornet -j ACTORNET-FWD; {iptables} -A FORWARD -m comment --comment actornet -j ACTORNET-FWD"),
        Drift.Of("rules", $"{iptables} -F ACTORNET-FWD"),
        Drift.Of("rules", $"{iptables} -I ACTORNET-FWD -s {network} -j DROP"),
        Drift.Of("rules", $"{iptables} -D FORWARD -m comment --comment actornet -j ACTORNET-FWD; {iptables} -F ACTORNET-FWD; {iptables} -X ACTORNET-FWD"),
        Drift.Of("rules", $"{iptables} -t nat -F ACTORNET-POSTRTG"),
        Drift.Of("rules", $"{iptables} -t nat -D POSTROUTING -m comment --comment actornet -j ACTORNET-POSTRTG"),
        Drift.Of("rules", $"{iptables} -t nat -I ACTORNET-POSTRTG -j RETURN"),
    ];

    private static IEnumerable<Drift> InTable(params string[] chains) =>
    [
        .. chains.SelectMany(chain => new[]
        {
            Drift.Of("rules", $"nft flush chain inet actornet_rules {chain}"),
            Drift.Of("rules", $"nft insert rule inet actornet_rules {chain} accept"),
        }),
        Drift.Of("rules", "nft add set inet actornet_rules more { type ipv4_addr; }"),
        Drift.Of("rules", "nft delete table inet actornet_rules"),
    ];

    private IEnumerable<Drift> InFilesAndSwitches() =>
    [
        Drift.Of("sysctl", "echo 0 > /proc/sys/net/ipv4/ip_forward"),
        Drift.Of("sysctl", "echo 0 > /proc/sys/net/ipv6/conf/all/forwarding"),
        .. new[] { Node.SubnetFile, Node.DockerOptionsFile, CniFile }.SelectMany(file => new[]
        {
            Drift.Of("file", $"rm {file}"),
            Drift.Of("file", $"echo FLANNEL_SUBNET=10.0.0.1/8 >> {file}"),
            Drift.Of("file", $": > {file}"),
            Drift.Of("file", $"mv {file} {_files["elsewhere"]}; ln -s {_files["elsewhere"]} {file}"),
        }),
    ];

    private string[] Picture() => HostPicture.Of(Node.Host, Node.SubnetFile, Node.DockerOptionsFile, CniFile);

    private async Task AreAllMendedAsync(IReadOnlyCollection<Drift> drifts)
    {
        string[] picture = [];
        await Eventually.IsTrue(
            () =>
            {
                var before = picture;
                picture = Picture();
                return picture.SequenceEqual(before) && picture.Any(line => line.Contains("actornet_rules", StringComparison.Ordinal));
            },
            "the host is settled",
            () => Node.Log);

        foreach (var drift in drifts)
        {
            var counted = await CountAsync(drift.Counter);

            // Between two programs the agent would be back.
            var isSeveral = drift.Command.Contains("; ", StringComparison.Ordinal) && !drift.Command.StartsWith("nft ", StringComparison.Ordinal);
            if (isSeveral)
                await Node.Process.PauseAsync();
            Node.Host.Execute("sh", "-c", drift.Command);
            if (isSeveral)
                Node.Process.Resume();
            string[] now = [];
            await Eventually.IsTrue(
                () => (now = Picture()).SequenceEqual(picture),
                $"this is mended: {drift.Command}",
                () => $"missing:\n{string.Join('\n', picture.Except(now))}\ntoo much:\n{string.Join('\n', now.Except(picture))}\n{Node.Log}");
            await Eventually.IsTrue(async () => await CountAsync(drift.Counter) > counted, $"this is counted as {drift.Counter}: {drift.Command}", () => Node.Log);
        }

        Assert.DoesNotContain("lapsed", Node.Log);
        File.Delete(StateFile);
        await Eventually.IsTrue(() => File.Exists(StateFile), "the state is back with the next renewal", () => Node.Log);
        Assert.Equal(picture, Picture());
    }

    private async Task<long> CountAsync(string counter)
    {
        var status = await Node.Pages.StatusAsync();
        return (long)(counter is "fence" or "rules" ? status[counter]!["mended"] : status["host"]!["mended"]![counter])!;
    }

    /// <summary>What somebody does to a host.</summary>
    /// <param name="Counter">As what it is counted.</param>
    /// <param name="Command">What is done.</param>
    private sealed record Drift(string Counter, string Command)
    {
        public static Drift Of(string counter, string command) => new(counter, command.StartsWith("nft ", StringComparison.Ordinal) ? $"nft '{command[4..].Replace("; nft ", "; ", StringComparison.Ordinal)}'" : command);
    }
}
