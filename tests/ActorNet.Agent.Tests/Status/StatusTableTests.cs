using ActorNet.Agent.Status;

namespace ActorNet.Agent.Tests.Status;

public sealed class StatusTableTests
{
    [Fact]
    public void Sections_are_columns_with_a_line_between() => Assert.Equal(
        "node   n1\nready  yes\n\nlease  none\n",
        StatusTable.Of([[("node", "n1"), ("ready", "yes")], [], [("lease", "none")]]));

    [Fact]
    public void What_others_have_sent_makes_no_lines_and_says_nothing_to_the_terminal() =>
        Assert.Equal("PROBLEM  a b [31mc\n", StatusTable.Of([[("PROBLEM", "a\nb\u001b[31mc")]]));

    [Theory]
    [InlineData(0.04, "0.0s")]
    [InlineData(59.94, "59.9s")]
    [InlineData(61, "1m1s")]
    [InlineData(-3700, "1h1m")]
    [InlineData(200000, "2d7h")]
    public void Durations_have_their_two_largest_units(double seconds, string text) => Assert.Equal(text, Wording.Of(TimeSpan.FromSeconds(seconds)));
}
