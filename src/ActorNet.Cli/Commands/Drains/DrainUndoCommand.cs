using System.CommandLine;
using ActorNet.Addressing;
using ActorNet.Cli.Commands.Reservations;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Drains;

/// <summary><c>actornet pool drain undo</c>.</summary>
internal static class DrainUndoCommand
{
    private const string Description = """
        Ends a drain: the range is like any other of the pool. Nodes that have moved stay where they are, those that
        hold two subnets finish their move.
        """;

    public static Command Create(CommandHost host)
    {
        var pool = DrainOptions.Pool();
        var cidr = DrainOptions.Cidr("The range that is being drained");
        var yes = DrainOptions.Yes();
        var command = new Command("undo", Description) { pool, cidr, yes };
        host.SetAction(command, (parse, session, cancellationToken) => RunAsync(
            session, parse.GetRequiredValue(pool), parse.GetRequiredValue(cidr), Confirmation.For(session, parse.GetValue(yes), "the end of a drain"), cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string pool, Prefix range, Confirmation confirmation, CancellationToken cancellationToken)
    {
        var drain = await session.ReadDrainAsync(pool, range, cancellationToken);
        await confirmation.AskAsync([], $"End the drain of {range} of pool {pool}, with {drain.HolderCount} nodes left?", "nothing was changed", cancellationToken);
        var request = new DeleteReservationRequest { Pool = pool, Name = drain.Name, Number = drain.Number };
        await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).DeleteReservationAsync(request, options), cancellationToken);
        session.Output.Write(new DeletedReport(drain));
        return ExitCode.Ok;
    }
}
