using System.Net;
using System.Net.Sockets;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Nftables;

public sealed class RuleTests : NftablesTest
{
    private static readonly NftChain Postrouting = new() { Table = Table, Name = "post", Hook = NftHook.Postrouting, Priority = 100, Kind = "nat" };

    private static readonly NftChain Plain = new() { Table = Table, Name = "plain" };

    private static readonly NftRule[] Rules =
    [
        new()
        {
            Chain = Forward,
            Expressions =
            [
                .. NftMatch.Family(AddressFamily.InterNetwork), NftMatch.Source(AddressFamily.InterNetwork), new NftExpression.Lookup("held4", IsInverted: true),
                .. NftMatch.Output("docker0", isOther: true), new NftExpression.Counter(), new NftExpression.Decide(NftVerdict.Drop),
            ],
            Comment = "fence",
        },
        new()
        {
            Chain = Forward,
            Expressions = [.. NftMatch.Family(AddressFamily.InterNetworkV6), NftMatch.Destination(AddressFamily.InterNetworkV6), new NftExpression.Lookup("held6"), .. NftMatch.Input("docker0"), new NftExpression.Decide(NftVerdict.Jump, "plain")],
        },
        new()
        {
            Chain = Plain,
            Expressions = [.. NftMatch.Family(AddressFamily.InterNetwork), .. NftMatch.UdpTo(8472), NftMatch.Source(AddressFamily.InterNetwork), new NftExpression.Lookup("peers4"), new NftExpression.Decide(NftVerdict.Return)],
        },
        new()
        {
            Chain = Postrouting,
            Expressions =
            [
                .. NftMatch.Family(AddressFamily.InterNetwork), NftMatch.Destination(AddressFamily.InterNetwork), .. NftMatch.In(IPNetwork.Parse("224.0.0.0/4"), isOutside: true),
                new NftExpression.Masquerade(HasRandomPorts: true),
            ],
        },
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Nftables.CommitAsync(
            [
                NftRequest.Add(Table), NftRequest.Add(Forward), NftRequest.Add(Plain), NftRequest.Add(Postrouting),
                NftRequest.Add(Held), NftRequest.Add(Held6), NftRequest.Add(Peers), .. Rules.Select(NftRequest.Add),
            ],
            Cancel);
    }

    [Fact]
    public async Task Rules_that_are_added_read_in_nft_as_they_were_meant()
    {
        var shown = await NftAsync("list", "table", "inet", "t");

        Assert.Contains("ip saddr != @held4 oifname != \"docker0\" counter packets 0 bytes 0 drop comment \"fence\"", shown, StringComparison.Ordinal);
        Assert.Contains("ip6 daddr @held6 iifname \"docker0\" jump plain", shown, StringComparison.Ordinal);
        Assert.Contains("udp dport 8472 ip saddr @peers4 return", shown, StringComparison.Ordinal);
        Assert.Contains("ip daddr != 224.0.0.0/4 masquerade fully-random", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_read_back_as_they_were_added()
    {
        var read = await Nftables.ListRulesAsync(Table, Cancel);

        Assert.Equal(Rules.Length, read.Count);
        Assert.All(Rules, rule => Assert.Contains(read, rule.IsSameAs));
        Assert.All(read, rule => Assert.NotEqual(0UL, rule.Handle));
    }

    [Fact]
    public async Task A_rule_that_was_changed_by_hand_is_not_the_same()
    {
        var handle = (await RulesetAsync("rule")).Single(rule => rule.Text("comment") == "fence").Text("handle")!;
        await NftAsync($"replace rule inet t forward handle {handle} ip saddr != @held4 oifname != \"docker1\" counter drop comment \"fence\"");

        Assert.DoesNotContain(await Nftables.ListRulesAsync(Table, Cancel), Rules[0].IsSameAs);
    }

    [Fact]
    public async Task Steps_that_are_not_known_here_are_read_as_such()
    {
        await NftAsync("add rule inet t plain limit rate 5/second accept");
        await NftAsync("add rule inet t plain meta mark set 7");

        var read = (await Nftables.ListRulesAsync(Table, Cancel)).Where(rule => rule.Chain.Name == "plain").ToList();
        Assert.Equal([new NftExpression.Other("limit"), new NftExpression.Decide(NftVerdict.Accept)], read[1].Expressions);
        Assert.Contains(new NftExpression.Other("meta"), read[2].Expressions);
    }

    [Fact]
    public async Task Counters_are_read()
    {
        await NftAsync("add rule inet t plain counter packets 7 bytes 700 drop");

        var read = (await Nftables.ListRulesAsync(Table, Cancel)).Last(rule => rule.Chain.Name == "plain");
        Assert.Equal(new NftExpression.Counter(7, 700), read.Expressions[0]);
    }
}
