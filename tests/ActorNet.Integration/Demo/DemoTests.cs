using ActorNet.Testing;

namespace ActorNet.Integration.Demo;

public sealed class DemoTests
{
    /// <summary>It builds what it shows, and on a busy machine that takes minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private const string LastLine = "demo: 3 nodes, 3 subnets, 6 of 6 container pings ok";

    [Fact]
    public async Task The_demo_does_what_it_says_and_leaves_nothing_behind()
    {
        await using var demo = RunningProgram.Start("make", "--directory", Programs.Root, "--no-print-directory", "demo");

        var exitCode = await demo.WaitForExitAsync(Patience);

        Assert.True(exitCode == 0, demo.Log);
        Assert.Equal(LastLine, demo.Log.Split('\n')[^1]);
        Assert.DoesNotContain("andemo", await Shell.RunAsync("ip", "netns", "list"));
    }

    [Fact]
    public async Task The_demo_cleans_up_when_it_is_interrupted()
    {
        await using var demo = RunningProgram.Start("bash", Path.Combine(Programs.Root, "deploy/demo/demo.sh"));
        await Eventually.HoldsAsync(
            "the demo at work",
            () => Task.FromResult(demo.Log.Contains("starting an agent", StringComparison.Ordinal)),
            Patience,
            () => demo.Log);

        var exitCode = await demo.TerminateAsync();

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("andemo", await Shell.RunAsync("ip", "netns", "list"));
        Assert.StartsWith("demo: ", demo.Log.Split('\n')[^1]);
    }
}
