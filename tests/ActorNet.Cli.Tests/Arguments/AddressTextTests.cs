using ActorNet.Cli.Arguments;

namespace ActorNet.Cli.Tests.Arguments;

public sealed class AddressTextTests
{
    [Theory]
    [InlineData("10.3.7.21", "10.3.7.21")]
    [InlineData("10.3.7.0/24", "10.3.7.0/24")]
    [InlineData("FD77:0:0::1", "fd77::1")]
    [InlineData("FD77:0::/48", "fd77::/48")]
    public void An_address_or_a_prefix_is_brought_into_one_form(string text, string expected)
    {
        Assert.True(AddressText.TryParse(text, out var address, out _));
        Assert.Equal(expected, address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.3.7")]
    [InlineData("010.3.7.21")]
    [InlineData("10.3.7.21/24")]
    [InlineData("fd77::1%eth0")]
    [InlineData("node-1")]
    public void Anything_else_is_refused(string text) => Assert.False(AddressText.TryParse(text, out _, out _));
}
