using ActorNet.Addressing;
using ActorNet.Flannel;

namespace ActorNet.Coordinator.Tests.Pools.Flannel;

public sealed class PrefixCoverTests
{
    [Theory]
    [InlineData("10.0.0.0/16", "10.0.0.0/24", "10.0.255.0/24", "10.0.0.0/16")]
    [InlineData("10.0.0.0/16", "10.0.7.0/24", "10.0.7.0/24", "10.0.7.0/24")]
    [InlineData("10.0.0.0/22", "10.0.1.0/24", "10.0.3.0/24", "10.0.1.0/24 10.0.2.0/23")]
    [InlineData("10.0.0.0/16", "10.0.10.0/24", "10.0.20.0/24", "10.0.10.0/23 10.0.12.0/22 10.0.16.0/22 10.0.20.0/24")]
    [InlineData("0.0.0.0/0", "128.0.0.0/2", "192.0.0.0/2", "128.0.0.0/1")]
    [InlineData("0.0.0.0/0", "0.0.0.0/2", "192.0.0.0/2", "0.0.0.0/0")]
    [InlineData("fd77::/48", "fd77::/64", "fd77:0:0:7fff::/64", "fd77::/49")]
    public void A_range_is_covered_by_the_fewest_prefixes(string network, string first, string last, string expected) =>
        Assert.Equal(expected, string.Join(' ', PrefixCover.Of(Prefix.Parse(network), Prefix.Parse(first), Prefix.Parse(last))));

    [Fact]
    public void Every_range_of_a_small_network_is_covered_exactly()
    {
        var network = Prefix.Parse("10.0.0.0/27");
        for (var first = 0; first < 8; first++)
        {
            for (var last = first; last < 8; last++)
            {
                var cover = PrefixCover.Of(network, network.Subprefix((uint)first, 30), network.Subprefix((uint)last, 30));

                var subnets = cover.SelectMany(prefix => Enumerable.Range(0, (int)prefix.CountOf(30)).Select(index => prefix.Subprefix((uint)index, 30)));
                Assert.Equal(Enumerable.Range(first, last - first + 1).Select(index => network.Subprefix((uint)index, 30)), subnets);
            }
        }
    }
}
