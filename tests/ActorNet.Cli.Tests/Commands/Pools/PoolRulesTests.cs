using ActorNet.Addressing;
using ActorNet.Cli.Commands.Pools;

namespace ActorNet.Cli.Tests.Commands.Pools;

public sealed class PoolRulesTests
{
    [Theory]
    [InlineData("10.0.0.0/8", 0, 0)]
    [InlineData("10.0.0.0/8", 8, 0)]
    [InlineData("10.0.0.0/8", 30, 0)]
    [InlineData("10.0.0.0/8 fd77::/48", 24, 64)]
    [InlineData("fd77::/126", 0, 126)]
    public void A_pool_as_the_contract_has_it_passes(string cidrs, int ipv4Length, int ipv6Length) =>
        Assert.Empty(PoolRules.Check(Parse(cidrs), ipv4Length, ipv6Length));

    [Theory]
    [InlineData("10.0.0.0/8 10.1.0.0/16", 0, 0, "--cidr")]
    [InlineData("10.0.0.0/8 10.0.0.0/8", 0, 0, "--cidr")]
    [InlineData("10.0.0.0/31", 0, 0, "--cidr")]
    [InlineData("fd77::/127", 0, 0, "--cidr")]
    [InlineData("10.0.0.0/8 11.0.0.0/16", 12, 0, "--ipv4-prefix-length")]
    [InlineData("10.0.0.0/8", 0, 64, "--ipv6-prefix-length")]
    [InlineData("fd77::/48", 24, 0, "--ipv4-prefix-length")]
    public void A_mistake_is_told_with_its_option(string cidrs, int ipv4Length, int ipv6Length, string option)
    {
        var violation = Assert.Single(PoolRules.Check(Parse(cidrs), ipv4Length, ipv6Length));

        Assert.Equal(option, violation.Field);
    }

    [Fact]
    public void A_pool_has_at_most_64_cidrs()
    {
        var cidrs = Enumerable.Range(0, 65).Select(i => Prefix.Parse($"10.{i}.0.0/16")).ToArray();

        Assert.Empty(PoolRules.Check(cidrs[..64], 24, 0));
        Assert.Contains("65", Assert.Single(PoolRules.Check(cidrs, 24, 0)).Description, StringComparison.Ordinal);
    }

    private static Prefix[] Parse(string cidrs) => [.. cidrs.Split(' ').Select(Prefix.Parse)];
}
