using System.CommandLine;
using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Remote;
using ActorNet.Fuzz.Targets;

namespace ActorNet.Fuzz;

/// <summary>The command line of <c>make fuzz</c>.</summary>
internal static class CommandLine
{
    private const long DefaultInputs = 1_000_000;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var target = new Option<string?>("--target") { Description = "Only this one" };
        var seed = new Option<long?>("--seed") { Description = "Only the input of this seed, once more" };
        var inputs = new Option<long>("--inputs") { Description = "How many inputs in all", DefaultValueFactory = _ => DefaultInputs };
        var command = new RootCommand("Feeds everything that reads what others wrote with inputs that are almost right.") { target, seed, inputs };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(target), result.GetValue(seed), result.GetValue(inputs), cancellation));
        return await command.Parse(arguments).InvokeAsync();
    }

    private static async Task<int> RunAsync(string? name, long? seed, long inputs, CancellationToken cancellation)
    {
        await using var targets = new AllTargets();
        if (name is not null && !targets.Names.Contains(name))
        {
            Console.Error.WriteLine($"There is no target '{name}'. There are {string.Join(", ", targets.Names)}.");
            return 2;
        }

        var findings = new Findings();
        var budget = seed is null ? new Budget(inputs, targets.Parsers.Count, name is not null) : Budget.One;
        var firstSeed = seed ?? Random.Shared.Next();
        Console.WriteLine($"The seeds begin at {firstSeed}.");
        foreach (var parser in targets.Parsers.Where(parser => name is null || parser.Name == name))
        {
            ParserFuzzer.Run(parser, firstSeed, budget.PerParser, findings);
            cancellation.ThrowIfCancellationRequested();
        }

        if (name is null or GrpcFuzzer.Name or Http2Fuzzer.Name)
        {
            await FuzzCoordinatorAsync(name, firstSeed, budget, findings, cancellation);
        }

        Console.WriteLine(findings.ToJson());
        return findings.All.Count == 0 ? 0 : 1;
    }

    private static async Task FuzzCoordinatorAsync(string? name, long firstSeed, Budget budget, Findings findings, CancellationToken cancellation)
    {
        await using var coordinator = await FuzzedCoordinator.StartAsync();
        if (name is null or GrpcFuzzer.Name)
        {
            await GrpcFuzzer.RunAsync(coordinator, firstSeed, budget.Calls, findings, cancellation);
        }

        if (name is null or Http2Fuzzer.Name)
        {
            await Http2Fuzzer.RunAsync(coordinator, firstSeed, budget.Connections, findings, cancellation);
        }

        Console.WriteLine($"The coordinator has had {coordinator.MostResident / 1024} MiB at most.");
    }
}
