using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Failures;
using ActorNet.Client.Calls;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Audit;

/// <summary><c>actornet audit</c>.</summary>
internal static class AuditCommand
{
    private const string Description = """
        Checks leases, blocks, journals, shards, replicas and what nodes really have against each other, while everything
        runs. Exit code 0: clean; 1: findings; 2: nothing found, but not everything could be looked at, or no
        coordinator could be asked; 4: there is no such pool. docs/audit.md has the codes of findings.
        """;

    public static Command Create(CommandHost host)
    {
        var pool = SharedArguments.Pool("Only this pool [default: all pools]");
        var journal = new Option<bool>("--journal") { Description = "Also read all journals anew from their first event: takes longer, and memory" };
        var command = new Command("audit", Description) { pool, journal };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var request = new AuditRequest { Pool = parse.GetValue(pool) ?? "", ReadJournal = parse.GetValue(journal) };
            return RunAsync(session, request, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, AuditRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await session.AuditAsync(request, cancellationToken);
            session.Output.Write(new AuditReport(outcome));
            return outcome.Exit;
        }
        catch (CoordinatorCallException exception) when (ServiceFailures.From(exception) is { Exit: not ExitCode.NotFound } failure)
        {
            throw new CommandException(failure with { Exit = AuditExit.CouldNotTell });
        }
    }
}
