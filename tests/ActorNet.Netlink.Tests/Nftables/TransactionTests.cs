using System.Net;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Nftables;

public sealed class TransactionTests : NftablesTest
{
    [Fact]
    public async Task Tables_chains_and_sets_that_are_added_are_shown_by_nft()
    {
        await Nftables.CommitAsync([NftRequest.Add(Table), NftRequest.Add(Forward), NftRequest.Add(Held), NftRequest.Add(Peers)], Cancel);

        Assert.Equal(("inet", "t"), Assert.Single((await RulesetAsync("table")).Select(table => (table.Text("family"), table.Text("name")))));
        var chain = Assert.Single(await RulesetAsync("chain"));
        Assert.Equal(("forward", "filter", "forward", "-10", "accept"), (chain.Text("name"), chain.Text("type"), chain.Text("hook"), chain.Text("prio"), chain.Text("policy")));
        var sets = await RulesetAsync("set");
        Assert.Equal([("held4", "ipv4_addr"), ("peers4", "ipv4_addr")], sets.Select(set => (set.Text("name"), set.Text("type"))));
        Assert.Equal(["interval", "timeout"], sets[0].Texts("flags"));
        Assert.Empty(sets[1].Texts("flags"));

        Assert.Equal([Table], await Nftables.ListTablesAsync(cancellationToken: Cancel));
        Assert.Equal([Forward], await Nftables.ListChainsAsync(Table, Cancel));
        Assert.Equal([Held, Peers], (await Nftables.ListSetsAsync(Table, Cancel)).OrderBy(set => set.Name, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_refused_request_is_named_and_nothing_is_done()
    {
        var missing = Held with { Name = "missing" };

        var refusal = await Assert.ThrowsAsync<NetlinkException>(() => Nftables.CommitAsync(
            [NftRequest.Add(Table), .. NftRequest.Add(missing, [NftElement.Of(IPAddress.Parse("10.0.0.1"))]), NftRequest.Add(Forward)], Cancel));

        Assert.Equal(Errno.ENOENT, refusal.Errno);
        Assert.Equal("add element Inet t missing { 10.0.0.1 }: ENOENT", refusal.Message);
        Assert.Empty(await RulesetAsync("table"));
    }

    [Fact]
    public async Task A_table_is_replaced_in_one_transaction()
    {
        NetlinkRequest[] replacement = [NftRequest.Add(Table), NftRequest.Delete(Table), NftRequest.Add(Table), NftRequest.Add(Forward)];
        await Nftables.CommitAsync(replacement, Cancel);
        await NftAsync("add", "rule", "inet", "t", "forward", "drop");

        await Nftables.CommitAsync(replacement, Cancel);

        Assert.Empty(await RulesetAsync("rule"));
        Assert.Single(await RulesetAsync("chain"));
    }

    [Fact]
    public async Task Each_transaction_makes_a_generation_and_reading_makes_none()
    {
        var before = await Nftables.GetGenerationAsync(Cancel);
        await Nftables.CommitAsync([NftRequest.Add(Table), NftRequest.Add(Peers)], Cancel);
        var after = await Nftables.GetGenerationAsync(Cancel);
        await Nftables.ListSetsAsync(Table, Cancel);

        Assert.Equal((before + 1, after), (after, await Nftables.GetGenerationAsync(Cancel)));
        await NftAsync("flush", "ruleset");
        Assert.NotEqual(after, await Nftables.GetGenerationAsync(Cancel));
    }

    [Fact]
    public async Task A_request_that_is_not_for_it_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Nftables.CommitAsync([LinkRequest.Delete(1)], Cancel));
    }

    [Fact]
    public async Task What_is_not_there_is_listed_as_nothing_and_cannot_be_deleted()
    {
        Assert.Empty(await Nftables.ListChainsAsync(Table, Cancel));
        Assert.Empty(await Nftables.ListRulesAsync(Table, Cancel));
        Assert.Empty(await Nftables.ListSetsAsync(Table, Cancel));
        Assert.Empty(await Nftables.ListElementsAsync(Held, Cancel));

        Assert.Equal(Errno.ENOENT, (await RefusedAsync(Nftables.CommitAsync([NftRequest.Delete(Table)], Cancel))).Errno);
    }
}
