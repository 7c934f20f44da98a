using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Commands;

/// <summary>One seed again, with its history. A failing one is made as short as it can be first.</summary>
internal static class Replay
{
    public static int Run(long seed, bool isWhole)
    {
        var found = SeedRun.Run(new Plan(seed));
        var plan = found.Violation is null ? new Plan(seed) : Shrinking.Shrink(found);
        var result = SeedRun.Trace(plan, out var trace);
        Console.WriteLine($"seed {seed}, without {string.Join(", ", plan.Without.Order())}, {(plan.MostNodes == int.MaxValue ? "all" : plan.MostNodes)} nodes");
        foreach (var line in trace.Lines(isWhole ? [] : result.Involved))
        {
            Console.WriteLine(line);
        }

        Console.WriteLine($"after {result.Time.TotalSeconds:f3} s and {result.Happened} steps: {result.Violation ?? "every rule held"}");
        return result.Violation is null ? 0 : 1;
    }
}
