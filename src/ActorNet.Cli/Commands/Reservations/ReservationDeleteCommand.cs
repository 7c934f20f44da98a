using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Reservations;

/// <summary><c>actornet reservation delete</c>.</summary>
internal static class ReservationDeleteCommand
{
    private const string Description = """
        Ends a reservation: its range is like any other. A node that holds what was pinned to it keeps it for as long
        as it renews.
        """;

    public static Command Create(CommandHost host)
    {
        var name = SharedArguments.Name("NAME", "The reservation's name.");
        var pool = SharedArguments.Pool("The pool [default: the pool named default]");
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask; needed where there is no terminal to ask at" };
        var command = new Command("delete", Description) { name, pool, yes };
        host.SetAction(command, (parse, session, cancellationToken) => RunAsync(
            session,
            parse.GetValue(pool) ?? "default",
            parse.GetRequiredValue(name),
            Confirmation.For(session, parse.GetValue(yes), "the end of a reservation"),
            cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string pool, string name, Confirmation confirmation, CancellationToken cancellationToken)
    {
        var reservation = await session.ReadReservationAsync(pool, name, cancellationToken);
        var whom = reservation.NodeId.Length > 0 ? $" for node {reservation.NodeId}" : "";
        await confirmation.AskAsync(
            [], $"Delete the reservation {name} of pool {pool}, {reservation.Cidr}{whom}?", "nothing was deleted", cancellationToken);

        // By its number, so that asking again ends nothing that was made in between.
        var request = new DeleteReservationRequest { Pool = pool, Name = name, Number = reservation.Number };
        await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).DeleteReservationAsync(request, options), cancellationToken);
        session.Output.Write(new DeletedReport(reservation));
        return ExitCode.Ok;
    }
}
