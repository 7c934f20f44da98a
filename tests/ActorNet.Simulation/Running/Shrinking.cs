using ActorNet.Simulation.Faults;

namespace ActorNet.Simulation.Running;

/// <summary>
/// Makes a failing seed easier to read: fewer nodes, fewer kinds of faults, as long as the same rule breaks. Each kind draws from streams of its own, so
/// that without it the others strike as before.
/// </summary>
internal static class Shrinking
{
    private const int FewNodes = 8;

    public static Plan Shrink(SeedResult found)
    {
        var best = new Plan(found.Seed);
        for (var nodes = 1; nodes <= FewNodes; nodes++)
        {
            if (TryBetter(best with { MostNodes = nodes }, found, ref best))
            {
                break;
            }
        }

        foreach (var fault in Enum.GetValues<Fault>())
        {
            TryBetter(best with { Without = best.Without.Add(fault) }, found, ref best);
        }

        return best;
    }

    private static bool TryBetter(Plan plan, SeedResult found, ref Plan best)
    {
        var breaksTheSame = SeedRun.Run(plan).Violation is { } violation && RuleOf(violation) == RuleOf(found.Violation!);
        best = breaksTheSame ? plan : best;
        return breaksTheSame;
    }

    private static string RuleOf(string violation) => violation[..violation.IndexOf(':', StringComparison.Ordinal)];
}
