using System.Diagnostics;
using System.Text.Json;
using ActorNet.Simulation.Mutations;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Commands;

/// <summary>Many seeds, then all mutations; the last line says in JSON what came of it.</summary>
internal static class Campaign
{
    private const int MostShown = 20;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);

    public static int Run(long first, long count, bool withMutations, string only)
    {
        var tally = RunSeeds(first, count);
        var catches = withMutations ? Hunt(only) : [];
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            seeds = tally.Seeds,
            simulated_hours = Math.Round(tally.Time.TotalHours, 1),
            violations = tally.Violations.Count,
            mutations = catches.Count,
            mutations_caught = catches.Count(caught => caught.IsAsListed),
        }));
        return tally.Violations.Count == 0 && catches.All(caught => caught.IsAsListed) ? 0 : 1;
    }

    private static Tally RunSeeds(long first, long count)
    {
        var (watch, nextProgress) = (Stopwatch.StartNew(), ProgressInterval);
        return SeedRun.RunMany(first, count, MostShown, (result, tally) =>
        {
            if (result.Violation is not null)
            {
                Console.WriteLine($"seed {result.Seed}, after {result.Time.TotalSeconds:f1} s: {result.Violation}");
            }

            if (watch.Elapsed > nextProgress)
            {
                nextProgress = watch.Elapsed + ProgressInterval;
                Console.Error.WriteLine($"{tally.Seeds} seeds, {tally.Time.TotalHours:f0} simulated hours, {tally.Violations.Count} violations, {watch.Elapsed.TotalSeconds:f0} s");
            }
        });
    }

    private static IReadOnlyList<Catch> Hunt(string only) => MutantHunt.Run([.. MutationList.All.Where(mutation => Has(mutation, only))], caught =>
    {
        var how = caught switch
        {
            { Seed: { } seed } => $"caught by seed {seed}: {caught.Violation}",
            { Mutation.CoveredBy: { } pair } => $"covered: {pair}",
            _ => $"NOT CAUGHT by {caught.Tried} seeds",
        };
        Console.WriteLine($"{caught.Mutation}: {how}");
    });

    private static bool Has(Mutation mutation, string text) =>
        $"{mutation} {mutation.File}".Contains(text, StringComparison.Ordinal);
}
