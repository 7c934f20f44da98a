using System.CommandLine;
using System.CommandLine.Parsing;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Failures;

/// <summary>What is wrong with a command line that does not parse.</summary>
internal static class UsageErrors
{
    public static CommandFailure From(ParseResult result)
    {
        // Several rules can find the same mistake.
        var violations = result.Errors.Select(error => new FieldViolation(NameOf(error.SymbolResult), error.Message)).Distinct();
        var command = string.Join(' ', PathOf(result.CommandResult).Reverse());
        return CommandFailure.Usage([.. violations]) with { Advice = $"'{command} --help' shows what there is." };
    }

    private static string NameOf(SymbolResult? result) => result switch
    {
        OptionResult option => option.Option.Name,
        ArgumentResult { Parent: OptionResult option } => option.Option.Name,
        ArgumentResult argument => argument.Argument.Name,
        _ => "",
    };

    private static IEnumerable<string> PathOf(CommandResult command)
    {
        for (var current = command; current is not null; current = current.Parent as CommandResult)
            yield return current.Command is RootCommand ? "actornet" : current.Command.Name;
    }
}
