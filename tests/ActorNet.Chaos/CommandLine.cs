using System.CommandLine;
using ActorNet.Chaos.Running;
using ActorNet.Chaos.Scenarios;

namespace ActorNet.Chaos;

/// <summary>The command line.</summary>
internal static class CommandLine
{
    private const int Violated = 1;
    private const int UsageError = 2;

    /// <summary>How long it may take to remove the lab after Ctrl-C or SIGTERM.</summary>
    private static readonly TimeSpan CleanUpTime = TimeSpan.FromSeconds(60);

    private static readonly Option<string[]> ScenarioOption = new("--scenario")
    {
        HelpName = "F-07", Description = "Only this scenario; can be given several times. Default: all", AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> SeedOption = new("--seed") { HelpName = "number", Description = "What decides who is hit, and when. Default: 1", DefaultValueFactory = _ => 1 };

    private static readonly Option<string> OutputOption = new("--output")
    {
        HelpName = "directory", Description = "Where the report and the histories are written. Default: a new directory below artifacts/chaos",
    };

    private static readonly Option<bool> ShortOption = new("--short") { Description = "With 12 agents instead of 24" };

    private static readonly Option<int?> KillAllOption = new("--kill-all") { HelpName = "cycles", Description = "Instead of scenarios: kill -9 of everything, so many times" };

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var root = new RootCommand("Breaks a real cluster in every way that the laboratory knows, and checks that nothing overlaps and nothing is lost.")
        {
            ScenarioOption, KillAllOption, SeedOption, OutputOption, ShortOption,
        };
        root.SetAction(RunAsync);
        return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = CleanUpTime });
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (FindScenarios(parsed) is not { } scenarios)
        {
            await Console.Error.WriteLineAsync($"there is no such scenario; there are {string.Join(", ", Catalogue.All.Select(scenario => scenario.Id))}");
            return UsageError;
        }

        var directory = parsed.GetValue(OutputOption) ?? Path.Combine(Testing.Programs.Root, "artifacts", "chaos", $"{DateTime.UtcNow:yyyyMMdd-HHmmss}");
        var seed = parsed.GetValue(SeedOption);
        var run = new ChaosRun(SizeOf(parsed), directory, seed, cancellation);
        var begin = TimeProvider.System.GetTimestamp();
        try
        {
            await run.RunAsync(scenarios);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("stopped; the laboratory is removed");
            return Violated;
        }

        await Report.WriteAsync(run.Findings, directory, seed, TimeProvider.System.GetElapsedTime(begin));
        return run.Findings.Violations.Count == 0 ? 0 : Violated;
    }

    private static SessionSize SizeOf(ParseResult parsed) =>
        parsed.GetValue(KillAllOption) is not null ? SessionSize.Small : parsed.GetValue(ShortOption) ? SessionSize.Short : SessionSize.Full;

    /// <summary>What is to be played; null: one was named that is not there.</summary>
    private static IReadOnlyList<Scenario>? FindScenarios(ParseResult parsed)
    {
        if (parsed.GetValue(KillAllOption) is { } cycles)
        {
            return [new KillAllCycles(cycles)];
        }

        var wanted = parsed.GetValue(ScenarioOption) ?? [];
        IReadOnlyList<Scenario> found = [.. Catalogue.All.Where(scenario => wanted.Length == 0 || wanted.Contains(scenario.Id, StringComparer.OrdinalIgnoreCase))];
        return found.Count < wanted.Length ? null : found;
    }
}
