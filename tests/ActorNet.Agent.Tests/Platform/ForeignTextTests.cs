using ActorNet.Agent.Platform;

namespace ActorNet.Agent.Tests.Platform;

public sealed class ForeignTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("no lease for node 'n1': größer", "no lease for node 'n1': größer")]
    [InlineData("a\nb\r\tc", "a\\u000ab\\u000d\\u0009c")]
    [InlineData("\u001b[2J\u0007", "\\u001b[2J\\u0007")]
    [InlineData("x\u202ey\u2028z\u200b", "x\\u202ey\\u2028z\\u200b")]
    public void What_a_reader_would_obey_is_shown_and_the_rest_is_as_it_was(string text, string shown) => Assert.Equal(shown, ForeignText.Of(text));

    [Fact]
    public void What_is_too_long_is_cut_and_says_so()
    {
        Assert.Equal(new string('x', ForeignText.Longest), ForeignText.Of(new string('x', ForeignText.Longest)));
        Assert.Equal($"{new string('x', ForeignText.Longest)}… (1048576 characters)", ForeignText.Of(new string('x', 1 << 20)));
    }
}
