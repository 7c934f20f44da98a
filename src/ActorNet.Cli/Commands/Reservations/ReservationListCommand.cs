using System.CommandLine;
using ActorNet.Cli.Arguments;

namespace ActorNet.Cli.Commands.Reservations;

/// <summary><c>actornet reservation list</c>.</summary>
internal static class ReservationListCommand
{
    public static Command Create(CommandHost host)
    {
        var pool = SharedArguments.Pool("Only this pool [default: all pools]");
        var command = new Command("list", "Lists the reservations, whether they are in force, and who is in their way.") { pool };
        host.SetAction(command, async (parse, session, cancellationToken) =>
        {
            var (reservations, revision) = await session.ReadReservationsAsync(parse.GetValue(pool) ?? "", cancellationToken);
            session.Output.Write(new ReservationListReport(reservations, revision, session.Now));
            return ExitCode.Ok;
        });
        return command;
    }
}
