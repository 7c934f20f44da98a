using System.Collections.Immutable;
using ActorNet.Simulation.Invariants;

namespace ActorNet.Simulation.Running;

/// <summary>Runs one plan from beginning to end.</summary>
internal static class SeedRun
{
    public static SeedResult Run(Plan plan) => Run(plan, out _, isTraced: false);

    /// <summary>The same again, with everything that happened written down.</summary>
    public static SeedResult Trace(Plan plan, out Trace trace)
    {
        var result = Run(plan, out var world, isTraced: true);
        trace = world.Trace!;
        return result;
    }

    /// <summary>Runs seeds, as many at a time as there are processors, until there are enough violations to look at.</summary>
    public static Tally RunMany(long first, long count, int mostViolations, Action<SeedResult, Tally> onResult)
    {
        var tally = new Tally();
        var gate = new Lock();
        Parallel.For(first, first + count, Cores.All, (seed, loop) =>
        {
            var result = Run(new Plan(seed));
            lock (gate)
            {
                tally.Add(result);
                onResult(result, tally);
                if (tally.Violations.Count >= mostViolations)
                {
                    loop.Stop();
                }
            }
        });
        return tally;
    }

    /// <summary>For those who have nothing of this assembly's but numbers and texts: a mutant's host.</summary>
    /// <param name="seed">What to run.</param>
    /// <param name="mutation">The number of the mutation that is in force; 0: none.</param>
    /// <returns>What was violated; null where nothing was.</returns>
    public static string? FindViolation(long seed, int mutation)
    {
        MutationSwitch.Set(mutation);
        return Run(new Plan(seed)).Violation;
    }

    private static SeedResult Run(Plan plan, out World world, bool isTraced)
    {
        world = new World(plan, isTraced);
        try
        {
            world.Run();
            return Result(world, plan, violation: null, []);
        }
        catch (Violation violation)
        {
            return Result(world, plan, violation.Message, violation.Involved);
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException or KeyNotFoundException or NullReferenceException or OverflowException)
        {
            // The product's own assertions are invariants too.
            return Result(world, plan, $"{problem.GetType().Name}: {problem.Message}", []);
        }
    }

    private static SeedResult Result(World world, Plan plan, string? violation, ImmutableArray<string> involved) =>
        new(plan.Seed, violation, involved, world.Now, world.Queue.Happened, world.Ledger.Revision);
}
