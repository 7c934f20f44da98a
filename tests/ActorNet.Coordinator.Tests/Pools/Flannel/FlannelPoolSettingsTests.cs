using System.Text;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Pools.Flannel;
using ActorNet.Flannel;

namespace ActorNet.Coordinator.Tests.Pools.Flannel;

public sealed class FlannelPoolSettingsTests
{
    private static readonly PoolSpec Others = new PoolSettings
    {
        Name = PoolName.Default,
        Cidrs = [Prefix.Parse("10.244.0.0/16")],
        TimeToLive = TimeSpan.FromMinutes(7),
        ShardCount = 3,
        Reclaim = ReclaimPolicy.Manual,
    }.Resolve().Spec!;

    [Fact]
    public void The_pool_gives_out_what_flannel_would_and_has_its_network()
    {
        var pool = ToPool("""{"Network":"192.168.0.0/16"}""");

        var family = Assert.Single(pool.Families);
        Assert.Equal(
            "192.168.1.0/24 192.168.2.0/23 192.168.4.0/22 192.168.8.0/21 192.168.16.0/20 192.168.32.0/19 192.168.64.0/18 192.168.128.0/17",
            string.Join(' ', family.Cidrs));
        Assert.Equal((24, 24, 24, Prefix.Parse("192.168.0.0/16")), (family.PrefixLength, family.Shortest, family.Longest, family.Network));
    }

    [Fact]
    public void What_flannel_knows_nothing_of_comes_from_the_options()
    {
        var pool = ToPool("""{"Network":"192.168.0.0/16","EnableIPv6":true,"IPv6Network":"fd77::/48"}""");

        Assert.Equal((Others.Timing, 3, ReclaimPolicy.Manual), (pool.Timing, pool.ShardCount, pool.Reclaim));
        Assert.Equal([Prefix.Parse("192.168.0.0/16"), Prefix.Parse("fd77::/48")], pool.Families.Select(family => family.Network!.Value));
    }

    [Fact]
    public void A_range_that_is_too_ragged_for_a_pool_is_refused()
    {
        var exception = Assert.Throws<FlannelConfigException>(() => ToPool(
            """{"EnableIPv4":false,"EnableIPv6":true,"IPv6Network":"fd77::/48","IPv6SubnetLen":126}"""));

        Assert.StartsWith("SubnetMin, SubnetMax: between them are 78 aligned prefixes", exception.Message, StringComparison.Ordinal);
    }

    private static PoolSpec ToPool(string json) => FlannelPoolSettings.ToPool(FlannelConfigParser.Parse(Encoding.UTF8.GetBytes(json)), Others);
}
