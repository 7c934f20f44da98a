using ActorNet.Coordinator.History;

namespace ActorNet.Coordinator.Tests.History;

public sealed class WordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("", "the disk is gone")]
    [InlineData("cli-0123", "")]
    [InlineData("cli-0123", "das Gerät ist kaputt ☹")]
    [InlineData("0123456789abcdef0123456789abcdef", "")]
    [InlineData("0123456789abcdef0123456789abcdef", "drained")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF", "drained")]
    [InlineData("012345678901234567890123456789012345678901234567890123456789012", "x")]
    public void What_was_said_comes_back(string requestId, string reason)
    {
        var blocks = new WordBlocks();
        blocks.Add("before", "it");
        var words = blocks.Add(requestId, reason);
        blocks.Add("behind", "it");

        Assert.Equal((requestId, reason), (words.RequestId, words.Reason));
    }

    [Fact]
    public void The_longest_reason_comes_back()
    {
        var reason = string.Concat(Enumerable.Repeat("𝛼", 253));

        Assert.Equal(reason, new WordBlocks().Add("a", reason).Reason);
    }
}
