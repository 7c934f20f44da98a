using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>Masquerading, forwarding and sources, with packets: a container on docker0, another node with the subnet 10.244.3.0/24, and the world outside, 198.51.100.7. The switch plays both.</summary>
public sealed class RulesTests : SingleNodeLab
{
    private const string Remote = "10.244.3.1";
    private const string Outside = "198.51.100.7";

    private Container _container = null!;

    private async Task StartAsync(params string[] flags)
    {
        Leases.PutPeer("n3", Lab.SwitchAddress, "10.244.3.0/24");
        Switch.Ip($"address add {Remote}/32 dev lo");
        Switch.Ip($"address add {Outside}/32 dev lo");
        Switch.Ip("link set lo up");
        Node.Host.Ip($"route replace {Outside}/32 via {Lab.SwitchAddress}");
        Node.Start(flags);
        await Node.HoldsAsync("10.244.1.1/24");
        _container ??= new Container(Node.Host, 1, "docker0", ("10.244.1.2/24", "10.244.1.1"));
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _container?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Without a way back to the containers only what is masqueraded is answered.</summary>
    private Task IsMasqueradedAsync(string address) => Eventually.IsTrue(() => _container.CanPing(address), $"{address} answers the container", () => Node.Log);

    private void LetOthersReachContainers() => Switch.Ip("route replace 10.244.1.0/24 via 10.77.0.1");

    private Task HasChainsAsync(string save = "iptables-save") => Eventually.IsTrue(
        () => Lines(save).Count(line => line.StartsWith("-A FORWARD ", StringComparison.Ordinal) && line.EndsWith("-j ACTORNET-FWD", StringComparison.Ordinal)) == 1, "there is a jump to our chain", () => $"{string.Join('\n', Lines(save))}\n{Node.Log}");

    private string[] Lines(string save) => Node.Host.Execute(save).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string[] Of(string chain) => [.. Lines("iptables-save").Where(line => line.StartsWith($"-A {chain} ", StringComparison.Ordinal))];

    [Theory]
    [InlineData("iptables")]
    [InlineData("nftables")]
    public async Task What_leaves_the_cluster_is_masqueraded_and_what_stays_in_it_is_not(string rules)
    {
        await StartAsync("--ip-masquerade", "true", "--rules", rules);

        await IsMasqueradedAsync(Outside);
        Assert.False(_container.CanPing(Remote));
        LetOthersReachContainers();
        Assert.True(_container.CanPing(Remote));
        Assert.Contains("FLANNEL_IPMASQ=true\n", await File.ReadAllTextAsync(Node.SubnetFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("--ip-masq=false", await File.ReadAllTextAsync(Node.DockerOptionsFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_option_nothing_is_masqueraded()
    {
        await StartAsync();
        await HasChainsAsync();

        Assert.False(_container.CanPing(Outside));
        LetOthersReachContainers();
        Assert.True(_container.CanPing(Outside));
        Assert.Empty(Of("ACTORNET-POSTRTG"));
    }

    [Fact]
    public async Task Where_forwarding_is_dropped_by_default_the_cluster_is_forwarded()
    {
        Node.Host.Execute("iptables", "-P", "FORWARD", "DROP");
        await StartAsync();
        LetOthersReachContainers();

        await Eventually.IsTrue(() => _container.CanPing(Remote) && Switch.CanPing("10.244.1.2", Remote), "packets pass both ways", () => Node.Log);
    }

    [Fact]
    public async Task A_chain_that_drops_whatever_nftables_accepts_is_reported()
    {
        Node.Host.Execute("iptables", "-P", "FORWARD", "DROP");
        await StartAsync("--rules", "nftables");

        await Eventually.IsTrue(() => Node.Log.Contains("the chain IPv4 filter FORWARD drops what it does not accept itself"), "it is reported", () => Node.Log);
    }

    [Fact]
    public async Task Rules_that_others_remove_or_go_before_are_mended_and_others_stay()
    {
        Node.Host.Execute("iptables", "-A", "FORWARD", "-s", "192.0.2.0/24", "-j", "DROP");
        await StartAsync("--ip-masquerade", "true");
        await HasChainsAsync();

        Node.Host.Execute("iptables", "-I", "FORWARD", "-s", "192.0.2.128/25", "-j", "DROP");
        await Eventually.IsTrue(() => Of("FORWARD")[0].EndsWith("-j ACTORNET-FWD", StringComparison.Ordinal), "the jump is the first again", () => Node.Log);
        Node.Host.Execute("iptables", "-F", "ACTORNET-FWD");
        await Eventually.IsTrue(() => Of("ACTORNET-FWD").Length == 2, "the rules are back", () => Node.Log);
        Node.Host.Execute("iptables", "-t", "nat", "-F");
        await Eventually.IsTrue(() => Of("POSTROUTING").Length == 1 && Of("ACTORNET-POSTRTG").Length == 3, "masquerading is back", () => Node.Log);
        Node.Host.Execute("nft", "flush", "ruleset");
        await HasChainsAsync();
        await Eventually.IsTrue(() => Node.Host.Execute("nft", "list", "tables").Contains("inet actornet_rules"), "the table is back", () => Node.Log);
        Assert.Contains("Somebody has changed the rules", Node.Log);

        Node.Host.Execute("iptables", "-A", "FORWARD", "-s", "192.0.2.0/24", "-j", "DROP");
        await Node.Process.StopAsync();
        Assert.Equal(ExitCodes.Success, await Node.RunAsync("release"));
        Assert.Equal(["-A FORWARD -s 192.0.2.0/24 -j DROP"], Of("FORWARD"));
        Assert.DoesNotContain(Lines("iptables-save"), line => line.Contains("ACTORNET"));
        Assert.DoesNotContain("actornet", Node.Host.Execute("nft", "list", "tables"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_kind_of_rules_removes_those_of_the_kind_before()
    {
        await StartAsync("--ip-masquerade", "true", "--rules", "iptables");
        await HasChainsAsync();
        await Node.Process.StopAsync();

        Node.Start("--ip-masquerade", "true", "--rules", "nftables");
        await Eventually.IsTrue(() => !Lines("iptables-save").Any(line => line.Contains("ACTORNET")), "the chains are gone", () => Node.Log);
        await IsMasqueradedAsync(Outside);
        await Node.Process.StopAsync();

        Node.Start("--rules", "none");
        await Eventually.IsTrue(() => !Node.Host.Execute("nft", "list", "tables").Contains("actornet_rules"), "the table is gone", () => Node.Log);
    }

    [Fact]
    public async Task The_bridge_sends_from_the_nodes_own_subnet_only()
    {
        await StartAsync();
        LetOthersReachContainers();
        Switch.Ip("route replace 10.244.2.0/24 via 10.77.0.1");
        await Eventually.IsTrue(() => Node.Host.Execute("nft", "list", "tables").Contains("inet actornet_rules"), "the table is there", () => Node.Log);
        Assert.True(_container.CanPing(Remote));

        Command.Run("ip", "-n", _container.Namespace, "address", "add", "10.244.2.9/32", "dev", "eth0");
        Command.Try("ip", "netns", "exec", _container.Namespace, "ping", "-c", "3", "-i", "0.2", "-W", "1", "-I", "10.244.2.9", Remote);

        var shown = Node.Host.Execute("nft", "list", "chain", "inet", "actornet_rules", "prerouting");
        Assert.Matches("counter packets [1-9][0-9]* bytes [0-9]+ drop comment \"spoofed source\"", shown);
        Assert.True(_container.CanPing(Remote));
    }
}
