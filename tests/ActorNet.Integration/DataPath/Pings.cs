using ActorNet.Testing;

namespace ActorNet.Integration.DataPath;

/// <summary>Pings that go on while something happens, twenty a second.</summary>
internal static class Pings
{
    public static RunningProgram Start(Container from, string address) => RunningProgram.StartIn(from.Namespace, "ping", "-i", "0.05", address);

    /// <summary>How many answers there were so far.</summary>
    public static int AnswersOf(RunningProgram ping) => ping.Log.Split('\n').Count(line => line.Contains("icmp_seq=", StringComparison.Ordinal) && line.Contains("time=", StringComparison.Ordinal));

    /// <summary>Ends it. The last request may still be on its way.</summary>
    public static async Task AssertLosesNothingAsync(RunningProgram ping)
    {
        await Shell.RunAsync("kill", "-INT", ping.Id.ToString());
        await ping.WaitForExitAsync();
        await Eventually.HoldsAsync("ping's own count", () => Task.FromResult(ping.Log.Contains("packets transmitted", StringComparison.Ordinal)), evidence: () => ping.Log);
        var counts = ping.Log.Split('\n').Single(line => line.Contains("packets transmitted", StringComparison.Ordinal)).Split(' ');
        var (sent, received) = (int.Parse(counts[0]), int.Parse(counts[3]));
        Assert.True(received > 0 && sent - received <= 1, ping.Log);
    }
}
