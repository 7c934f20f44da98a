using ActorNet.Cli.Arguments;

namespace ActorNet.Cli.Tests.Arguments;

public sealed class NameTextTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("node-1.rack-7")]
    [InlineData("012345678901234567890123456789012345678901234567890123456789012")]
    public void Names_of_the_contract_are_taken(string text) => Assert.True(NameText.TryParse(text, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("a_b")]
    [InlineData("-a")]
    [InlineData("a.")]
    [InlineData("a\n")]
    [InlineData("é")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Other_names_are_refused(string text) => Assert.False(NameText.TryParse(text, out _, out _));
}
