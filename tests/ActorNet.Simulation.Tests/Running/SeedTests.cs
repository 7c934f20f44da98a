using ActorNet.Simulation.Faults;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Tests.Running;

public sealed class SeedTests
{
    private const int Seeds = 10_000;

    [Fact]
    public void Whatever_goes_wrong_every_rule_holds()
    {
        var tally = SeedRun.RunMany(first: 1, Seeds, mostViolations: 5, (_, _) => { });

        Assert.True(tally.Violations.Count == 0, string.Join('\n', tally.Violations.Select(result => $"seed {result.Seed}: {result.Violation}")));
        Assert.Equal(Seeds, tally.Seeds);
    }

    [Fact]
    public void A_seed_becomes_the_same_again_to_the_last_digit()
    {
        foreach (var seed in Enumerable.Range(50, 10))
        {
            var plan = new Plan(seed);

            Assert.Equivalent(SeedRun.Run(plan), SeedRun.Trace(plan, out _));
        }
    }

    [Fact]
    public void A_kind_of_fault_that_is_switched_off_does_not_strike_and_the_others_do()
    {
        var plan = new Plan(Enumerable.Range(1, 100).First(seed => Strikes(new Plan(seed), Fault.Cut) && Strikes(new Plan(seed), Fault.OwnerCrash)));

        var without = plan with { Without = [Fault.Cut] };

        Assert.False(Strikes(without, Fault.Cut));
        Assert.True(Strikes(without, Fault.OwnerCrash));
    }

    private static bool Strikes(Plan plan, Fault fault)
    {
        SeedRun.Trace(plan, out var trace);
        return trace.Lines(["fault"]).Any(line => line.EndsWith(fault.ToString(), StringComparison.Ordinal));
    }
}
