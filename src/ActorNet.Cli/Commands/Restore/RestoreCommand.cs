using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Failures;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands.Restore;

/// <summary><c>actornet restore</c>.</summary>
internal static class RestoreCommand
{
    private const string StandardInput = "-";
    private const long StandardMargin = 1_000_000;

    private const string Description = """
        Makes an empty service of an export: pools, reservations, and a pin for each subnet that a node held. Shows
        what it will do, and asks. Broken off, it goes on when it is run again. docs/backup.md says what to mind.
        """;

    public static Command Create(CommandHost host)
    {
        var file = new Argument<string>("FILE") { Description = "What 'actornet export' has written, as JSON; - reads standard input." };
        var openRest = new Option<bool>("--open-rest")
        {
            Description = "Give out what no exported lease had, too: you vouch that no node believes in a lease that was granted after the export",
        };
        var margin = new Option<long>("--epoch-margin")
        {
            HelpName = "N",
            Description = $"By how much new epochs are above the highest exported one: more grants than there were after the export [default: {StandardMargin}]",
            CustomParser = Parsed.One(WholeNumber.Between(1, 1L << 61)),
            DefaultValueFactory = _ => StandardMargin,
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask; needed where there is no terminal to ask at" };
        var command = new Command("restore", Description) { file, openRest, margin, yes };
        host.SetAction(command, async (parse, session, cancellationToken) =>
        {
            var confirmation = Confirmation.For(session, parse.GetValue(yes), "a restore");
            var source = RestoreSource.Read(await ReadAsync(session, parse.GetRequiredValue(file), cancellationToken));
            return await new RestoreRun(session, source, parse.GetValue(margin), parse.GetValue(openRest)).RunAsync(confirmation, cancellationToken);
        });
        return command;
    }

    private static async Task<string> ReadAsync(Session session, string path, CancellationToken cancellationToken)
    {
        if (path == StandardInput)
            return await session.Terminal.Input.ReadToEndAsync(cancellationToken);

        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CommandException(CommandFailure.Usage(new FieldViolation("FILE", $"'{path}' cannot be read: {exception.Message}")));
        }
    }
}
