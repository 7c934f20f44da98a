using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Failures;
using ActorNet.Cli.Output;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands.Export;

/// <summary><c>actornet export</c>.</summary>
internal static class ExportCommand
{
    private const string Description = """
        Writes all pools with their settings, all leases, held and quarantined, each pool at one revision, and all
        reservations, as JSON (or YAML with -o yaml). docs/export.md has the format. It has no secrets.
        """;

    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var file = new Option<string?>("--file")
        {
            HelpName = "F",
            Description = "Write to this file, which is replaced as a whole when the export is complete [default: standard output]",
        };
        var command = new Command("export", Description) { file };
        host.SetAction(command, (parse, session, cancellationToken) => options.GivenOutputOf(parse) is OutputFormat.Table or OutputFormat.Wide
            ? throw new CommandException(CommandFailure.Usage(new FieldViolation("--output", "an export is a document; give json or yaml")))
            : RunAsync(session, parse.GetValue(file), cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string? file, CancellationToken cancellationToken)
    {
        var export = await session.ExportAsync(cancellationToken);
        var text = Documents.Single(export.ToJson(), session.Format == OutputFormat.Yaml ? OutputFormat.Yaml : OutputFormat.Json);
        if (file is null)
        {
            session.Output.WriteLines([text]);
            return ExitCode.Ok;
        }

        try
        {
            await WholeFile.WriteAsync(file, text + "\n", cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandException(new CommandFailure(ExitCode.OutputFailed, "OUTPUT", $"'{file}' cannot be written: {exception.Message}"));
        }

        await session.Terminal.Error.WriteLineAsync(
            $"Exported {export.Pools.Count} pools and {export.Pools.Sum(pool => pool.Leases.Count)} leases to {Printable.Line(file)}.");
        return ExitCode.Ok;
    }
}
