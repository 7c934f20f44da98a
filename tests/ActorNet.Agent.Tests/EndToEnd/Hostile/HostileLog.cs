namespace ActorNet.Agent.Tests.EndToEnd.Hostile;

/// <summary>What may not get into a log, whoever wrote it.</summary>
internal static class HostileLog
{
    private const int Longest = 2000;

    /// <summary>Every line is one of the agent's, of a length that can be read, without anything that a terminal obeys; and there are not too many.</summary>
    public static void IsSound(string log)
    {
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line =>
        {
            Assert.Matches(@"^\d{4}-\d\d-\d\dT[\d:.]+Z \w{4}: ", line);
            Assert.InRange(line.Length, 1, Longest);
            Assert.DoesNotContain(line, char.IsControl);
        });
        Assert.InRange(lines.Length, 1, 500);
    }
}
