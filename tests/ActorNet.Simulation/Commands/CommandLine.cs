using System.CommandLine;

namespace ActorNet.Simulation.Commands;

/// <summary>What the program can be asked for.</summary>
internal sealed class CommandLine
{
    private readonly Option<long> seeds = new("--seeds") { Description = "How many seeds to run.", DefaultValueFactory = _ => 10_000 };
    private readonly Option<long> first = new("--first") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
    private readonly Option<long?> seed = new("--seed") { Description = "One seed, to be looked at: what happened in it, and the shortest form of it that still fails." };
    private readonly Option<bool> whole = new("--whole") { Description = "With --seed: everything that happened, not only what concerns those involved." };
    private readonly Option<bool> noMutations = new("--no-mutations") { Description = "Leaves the mutations out." };

    private readonly Option<string> only = new("--mutations") { Description = "Only the mutations with this text in their name, rule or file.", DefaultValueFactory = _ => string.Empty };

    /// <summary>Does what the arguments say and answers with the exit code: 0 where every rule held.</summary>
    public int Invoke(string[] arguments)
    {
        var root = new RootCommand("Runs the product's rules in simulated worlds in which everything goes wrong, and checks every invariant at every step.")
        {
            seeds, first, seed, whole, noMutations, only,
        };
        root.SetAction(parsed => parsed.GetValue(seed) is { } one
            ? Replay.Run(one, parsed.GetValue(whole))
            : Campaign.Run(parsed.GetValue(first), parsed.GetValue(seeds), !parsed.GetValue(noMutations), parsed.GetValue(only)!));
        return root.Parse(arguments).Invoke();
    }
}
