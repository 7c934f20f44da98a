using ActorNet.Addressing;
using ActorNet.Cli.Commands.Flannel;

namespace ActorNet.Cli.Tests.Commands.Flannel;

public sealed class PrefixSetsTests
{
    [Theory]
    [InlineData("10.0.0.0/22", "", "10.0.0.0/22")]
    [InlineData("10.0.0.0/22", "10.0.1.0/24", "10.0.0.0/24 10.0.2.0/23")]
    [InlineData("10.0.0.0/22", "10.0.0.0/24 10.0.3.0/24 10.9.0.0/16", "10.0.1.0/24 10.0.2.0/24")]
    [InlineData("10.0.0.0/24", "10.0.0.0/16", "")]
    [InlineData("10.0.0.0/24", "fd00::/16", "10.0.0.0/24")]
    [InlineData("fd00::/62", "fd00:0:0:1::/64", "fd00::/64 fd00:0:0:2::/63")]
    public void What_is_left_of_a_range(string range, string others, string left) => Assert.Equal(left, Text(PrefixSets.Subtract(Prefix.Parse(range), Parse(others))));

    [Theory]
    [InlineData("10.0.0.0/16", "10.0.1.0/24 10.1.0.0/16", "10.0.1.0/24")]
    [InlineData("10.0.1.0/24 10.0.2.0/24", "10.0.0.0/16", "10.0.1.0/24 10.0.2.0/24")]
    [InlineData("10.0.0.0/16", "fd00::/16", "")]
    public void What_two_have_in_common(string first, string second, string common) => Assert.Equal(common, Text(PrefixSets.Intersect(Parse(first), Parse(second))));

    private static List<Prefix> Parse(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Prefix.Parse)];

    private static string Text(IEnumerable<Prefix> prefixes) => string.Join(' ', prefixes);
}
