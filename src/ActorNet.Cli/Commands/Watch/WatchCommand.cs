using System.CommandLine;
using ActorNet.Cli.Arguments;

namespace ActorNet.Cli.Commands.Watch;

/// <summary><c>actornet watch</c>.</summary>
internal static class WatchCommand
{
    private const string Description = """
        Follows a pool's leases: what there is, then every change, until Ctrl-C. A broken connection is made
        again and goes on after the last revision; where the service cannot go on, it starts anew and says so.
        """;

    public static Command Create(CommandHost host)
    {
        var pool = SharedArguments.Pool("The pool [default: the pool named default]");
        var from = new Option<long>("--from-revision")
        {
            HelpName = "R",
            Description = "Only what happened after this revision, as 'lease list -o json' or an earlier watch gave it [default: 0, start with a snapshot]",
            CustomParser = Parsed.One(WholeNumber.Between(0, long.MaxValue)),
        };
        var command = new Command("watch", Description) { pool, from };
        host.SetAction(command, (parse, session, cancellationToken) =>
            RunAsync(session, parse.GetValue(pool) ?? "", parse.GetValue(from), cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string pool, long fromRevision, CancellationToken cancellationToken)
    {
        var watcher = new LeaseWatcher(session.Client, session.Timeout, session.Time);
        var printer = new WatchPrinter(session, new WatchTable(WatchColumns.Of(session.Format)));
        printer.Begin();
        try
        {
            await foreach (var step in watcher.FollowAsync(pool, fromRevision, cancellationToken))
                await printer.PrintAsync(step);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how a watch ends.
        }

        return ExitCode.Ok;
    }
}
