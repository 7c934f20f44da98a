using ActorNet.Chaos.Running;
using ActorNet.Chaos.Scenarios;

namespace ActorNet.Chaos.Tests;

/// <summary>The faults that matter most, in a real cluster; <c>make chaos</c> knows many more.</summary>
public sealed class ShortSetTests
{
    /// <summary>The same in every run of the tests, so that one that fails is one that somebody broke; other seeds are for <c>make chaos</c>.</summary>
    private const int Seed = 1;

    [Fact]
    public async Task Whatever_goes_wrong_nothing_overlaps_and_nothing_is_lost()
    {
        var directory = Directory.CreateTempSubdirectory("actornet-chaos-").FullName;
        var run = new ChaosRun(SessionSize.Short, directory, Seed, TestContext.Current.CancellationToken);

        await run.RunAsync(ShortSet.All);

        foreach (var recovery in run.Findings.Recoveries)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"all well {recovery.After.TotalSeconds:0.0} s after {recovery.From}");
        }

        // What was recorded stays for those who have to find out why.
        Assert.True(run.Findings.Violations.Count == 0, $"seed {Seed}, {directory}:\n{string.Join('\n', run.Findings.Violations)}");
        Directory.Delete(directory, recursive: true);
    }
}
