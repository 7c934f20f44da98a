using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>The rules in nftables, and those that are there always.</summary>
public sealed class RulesTests : RulesLab
{
    [Fact]
    public async Task What_leaves_the_cluster_is_masqueraded_and_what_stays_in_it_is_not()
    {
        await StartAsync("--ip-masquerade", "true", "--rules", "nftables");
        await OnlyWhatLeavesIsMasqueradedAsync();
    }

    [Fact]
    public async Task A_chain_that_drops_whatever_nftables_accepts_is_reported()
    {
        Node.Host.Execute("iptables", "-P", "FORWARD", "DROP");
        await StartAsync("--rules", "nftables");

        await Eventually.IsTrue(() => Node.Log.Contains("the chain IPv4 filter FORWARD drops what it does not accept itself"), "it is reported", () => Node.Log);
    }

    [Fact]
    public async Task The_bridge_sends_from_the_nodes_own_subnet_only()
    {
        await StartAsync();
        LetOthersReachContainers();
        Switch.Ip("route replace 10.244.2.0/24 via 10.77.0.1");
        await Eventually.IsTrue(() => Node.Host.Execute("nft", "list", "tables").Contains("inet actornet_rules"), "the table is there", () => Node.Log);
        await Eventually.IsTrue(() => Container.CanPing(Remote), "the container reaches the other node", () => Node.Log);

        Command.Run("ip", "-n", Container.Namespace, "address", "add", "10.244.2.9/32", "dev", "eth0");
        Command.Try("ip", "netns", "exec", Container.Namespace, "ping", "-c", "3", "-i", "0.2", "-W", "1", "-I", "10.244.2.9", Remote);

        var shown = Node.Host.Execute("nft", "list", "chain", "inet", "actornet_rules", "prerouting");
        Assert.Matches("counter packets [1-9][0-9]* bytes [0-9]+ drop comment \"spoofed source\"", shown);
        Assert.True(Container.CanPing(Remote));
    }
}
