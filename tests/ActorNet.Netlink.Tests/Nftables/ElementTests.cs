using System.Net;

namespace ActorNet.Netlink.Tests.Nftables;

public sealed class ElementTests : NftablesTest
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1000);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Nftables.CommitAsync([NftRequest.Add(Table), NftRequest.Add(Held), NftRequest.Add(Held6), NftRequest.Add(Peers)], Cancel);
    }

    private static NftElement Of(string prefix, TimeSpan? timeout = null) => NftElement.Of(IPNetwork.Parse(prefix)) with { Timeout = timeout };

    private async Task<NftElement[]> ListAsync(NftSet set) => [.. (await Nftables.ListElementsAsync(set, Cancel)).Select(element => element with { ExpiresIn = null })];

    [Fact]
    public async Task Elements_of_intervals_are_shown_by_nft_and_read_back()
    {
        NftElement[] elements = [Of("0.0.0.0/8", Long), Of("10.244.1.0/24", Long), Of("10.244.2.0/24", Long), Of("10.244.8.0/32"), Of("255.255.255.0/24", Long)];
        NftElement[] elements6 = [Of("fd77::/64", Long), Of("fd77:0:0:1::/64", Long), Of("ffff::/16")];

        await Nftables.CommitAsync([.. NftRequest.Add(Held, elements), .. NftRequest.Add(Held6, elements6)], Cancel);

        var shown = await NftAsync("list", "set", "inet", "t", "held4");
        Assert.All(["0.0.0.0/8 timeout 16m40s", "10.244.1.0/24 timeout 16m40s", "10.244.2.0/24 timeout 16m40s", "10.244.8.0", "255.255.255.0/24"], text => Assert.Contains(text, shown, StringComparison.Ordinal));
        Assert.Contains("fd77:0:0:1::/64", await NftAsync("list", "set", "inet", "t", "held6"), StringComparison.Ordinal);
        Assert.Equal(elements, await ListAsync(Held));
        Assert.Equal(elements6, await ListAsync(Held6));
        Assert.InRange((await Nftables.ListElementsAsync(Held, Cancel))[1].ExpiresIn!.Value, TimeSpan.FromSeconds(800), Long);
    }

    [Fact]
    public async Task Elements_that_nft_adds_are_read()
    {
        await NftAsync("add element inet t held4 { 10.0.0.0/8 timeout 1000s, 192.0.2.1-192.0.2.9 }");
        await NftAsync("add element inet t peers4 { 192.0.2.7, 192.0.2.3 }");

        Assert.Equal([Of("10.0.0.0/8", Long), new NftElement(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.9"))], await ListAsync(Held));
        Assert.Equal([NftElement.Of(IPAddress.Parse("192.0.2.3")), NftElement.Of(IPAddress.Parse("192.0.2.7"))], await ListAsync(Peers));
    }

    [Fact]
    public async Task Time_outs_are_renewed_by_flushing_and_adding_in_one_transaction_also_after_they_have_passed()
    {
        var brief = Of("10.244.1.0/24", TimeSpan.FromMilliseconds(1));
        await Nftables.CommitAsync(NftRequest.Add(Held, [brief]), Cancel);
        await Eventually.HoldsAsync("the element times out", async () => (await ListAsync(Held)).Length == 0);

        await Nftables.CommitAsync([NftRequest.Flush(Held), .. NftRequest.Add(Held, [brief with { Timeout = TimeSpan.FromSeconds(500) }])], Cancel);
        await Nftables.CommitAsync([NftRequest.Flush(Held), .. NftRequest.Add(Held, [brief with { Timeout = Long }])], Cancel);

        var element = Assert.Single(await Nftables.ListElementsAsync(Held, Cancel));
        Assert.Equal(Long, element.Timeout);
        Assert.True(element.ExpiresIn > TimeSpan.FromSeconds(500));
    }

    [Fact]
    public async Task A_prefix_takes_the_place_of_one_that_it_contains()
    {
        await Nftables.CommitAsync(NftRequest.Add(Held, [Of("10.244.1.0/24", Long)]), Cancel);

        await Nftables.CommitAsync([NftRequest.Flush(Held), .. NftRequest.Add(Held, [Of("10.244.0.0/23", Long)])], Cancel);

        Assert.Equal([Of("10.244.0.0/23", Long)], await ListAsync(Held));
    }

    [Fact]
    public async Task Ten_thousand_elements_come_and_go_in_a_transaction_each()
    {
        NftElement[] elements = [.. Enumerable.Range(0, 10_000).Select(i => NftElement.Of(new IPAddress([10, 77, (byte)(i >> 8), (byte)i])))];

        await Nftables.CommitAsync(NftRequest.Add(Peers, elements), Cancel);
        Assert.Equal(elements, await ListAsync(Peers));

        await Nftables.CommitAsync(NftRequest.Delete(Peers, elements[1..]), Cancel);
        Assert.Equal([elements[0]], await ListAsync(Peers));
        Assert.Equal(Errno.ENOENT, (await RefusedAsync(Nftables.CommitAsync(NftRequest.Delete(Peers, elements[1..2]), Cancel))).Errno);
    }
}
