using ActorNet.Addressing;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Pools;

public sealed class PoolSettingsTests
{
    [Fact]
    public void What_is_left_out_gets_its_default()
    {
        var pool = Specs.Made(Specs.Settings("10.244.0.0/16") with { TimeToLive = null, Quarantine = null });

        Assert.Equal(new LeaseTiming(TimeSpan.FromHours(24), TimeSpan.FromHours(1)), pool.Timing);
        Assert.Equal((16, ReclaimPolicy.Auto), (pool.ShardCount, pool.Reclaim));
    }

    [Theory]
    [InlineData("10.0.0.0/8", 24)]
    [InlineData("10.0.0.0/16", 24)]
    [InlineData("10.0.0.0/22", 24)]
    [InlineData("10.0.0.0/23", 25)]
    [InlineData("10.0.0.0/24", 26)]
    [InlineData("10.0.0.0/28", 30)]
    [InlineData("10.0.0.0/30", 30)]
    [InlineData("fd00::/48", 64)]
    [InlineData("fd00::/64", 66)]
    [InlineData("fd00::/126", 126)]
    public void Subnets_are_a_24_or_a_quarter_of_a_small_network_as_in_flannel(string cidr, int length)
    {
        var family = Specs.Made(Specs.Settings(cidr)).Families.Single();

        Assert.Equal((length, length, length), (family.PrefixLength, family.Shortest, family.Longest));
    }

    [Fact]
    public void The_smallest_network_decides() => Assert.Equal(26, Specs.Made(Specs.Settings("10.0.0.0/16", "10.1.0.0/24")).Families.Single().PrefixLength);

    [Fact]
    public void Families_and_networks_are_put_in_order()
    {
        var pool = Specs.Made(Specs.Settings("fd00::/48", "10.9.0.0/16", "10.1.0.0/16"));

        Assert.Equal(["10.1.0.0/16", "10.9.0.0/16", "fd00::/48"], pool.Cidrs.Select(cidr => cidr.ToString()));
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("127.0.0.0/8")]
    [InlineData("169.254.0.0/16")]
    [InlineData("224.0.0.0/8")]
    [InlineData("255.255.255.0/24")]
    [InlineData("::/0")]
    [InlineData("::/96")]
    [InlineData("fe80::/64")]
    [InlineData("ff00::/48")]
    public void Addresses_that_no_node_can_have_are_in_no_pool(string cidr)
    {
        var (_, problems) = Specs.Settings(cidr).Resolve();

        Assert.Equal("cidrs[0]", Assert.Single(problems).Field);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Whatever_is_wrong_is_named(PoolSettings settings, string field)
    {
        var (spec, problems) = settings.Resolve();

        Assert.Null(spec);
        Assert.Equal([field], problems.Select(problem => problem.Field));
        Assert.NotEmpty(problems[0].Description);
    }

    public static TheoryData<PoolSettings, string> Broken()
    {
        var good = Specs.Settings("10.0.0.0/16");
        var data = new TheoryData<PoolSettings, string>
        {
            { Specs.Settings(), "cidrs" },
            { Specs.Settings([.. Enumerable.Range(0, 65).Select(index => $"10.{index}.0.0/16")]), "cidrs" },
            { Specs.Settings("10.0.0.0/16", "fd00::/48", "10.0.8.0/24"), "cidrs[2]" },
            { Specs.Settings("10.0.0.0/16", "10.0.0.0/16"), "cidrs[1]" },
            { Specs.Settings("10.0.0.0/31"), "cidrs[0]" },
            { Specs.Settings("10.0.0.0/16", "11.0.0.1/32"), "cidrs[1]" },
            { Specs.Settings("fd00::1/128"), "cidrs[0]" },
            { good with { Ipv4Network = Prefix.Parse("0.0.0.0/0") }, "ipv4_network" },
            { good with { Ipv4Network = Prefix.Parse("11.0.0.0/8") }, "ipv4_network" },
            { Specs.Settings("fd00::/48") with { Ipv6Network = Prefix.Parse("::/0") }, "ipv6_network" },
            { good with { Ipv4 = new SubnetSizing(15) }, "ipv4_prefix_length" },
            { good with { Ipv4 = new SubnetSizing(31) }, "ipv4_prefix_length" },
            { good with { Ipv4 = new SubnetSizing(24, Shortest: 15) }, "ipv4_prefix_length_range" },
            { good with { Ipv4 = new SubnetSizing(24, Longest: 31) }, "ipv4_prefix_length_range" },
            { good with { Ipv4 = new SubnetSizing(24, Shortest: 25, Longest: 26) }, "ipv4_prefix_length_range" },
            { good with { Ipv4 = new SubnetSizing(24, Shortest: 20, Longest: 23) }, "ipv4_prefix_length_range" },
            { good with { Ipv6 = new SubnetSizing(64) }, "ipv6_prefix_length" },
            { good with { TimeToLive = TimeSpan.FromSeconds(4.9) }, "time_to_live" },
            { good with { TimeToLive = TimeSpan.FromDays(366) }, "time_to_live" },
            { good with { Quarantine = TimeSpan.FromSeconds(-1) }, "quarantine" },
            { good with { Quarantine = TimeSpan.FromDays(366) }, "quarantine" },
            { good with { ShardCount = 0 }, "shard_count" },
            { good with { ShardCount = 1025 }, "shard_count" },
        };
        return data;
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        var settings = Specs.Settings("10.0.0.0/16", "10.0.0.0/24") with
        {
            Ipv4 = new SubnetSizing(8),
            TimeToLive = TimeSpan.Zero,
            Quarantine = TimeSpan.MaxValue,
            ShardCount = -1,
        };

        var (_, problems) = settings.Resolve();

        Assert.Equal(["cidrs[1]", "ipv4_prefix_length", "time_to_live", "quarantine", "shard_count"], problems.Select(problem => problem.Field));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(500, 5)]
    [InlineData(86_400, 864)]
    public void The_grace_is_5_s_or_a_hundredth(int timeToLive, int grace) =>
        Assert.Equal(TimeSpan.FromSeconds(grace), new LeaseTiming(TimeSpan.FromSeconds(timeToLive), TimeSpan.Zero).Grace);
}
