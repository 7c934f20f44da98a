using System.CommandLine;
using ActorNet.Cli.Commands.Reservations;

namespace ActorNet.Cli.Commands.Drains;

/// <summary><c>actornet pool drain status</c>.</summary>
internal static class DrainStatusCommand
{
    public static Command Create(CommandHost host)
    {
        var pool = DrainOptions.Pool();
        var command = new Command("status", "Shows which ranges of a pool are being drained, which nodes are left, and what is in their way.") { pool };
        host.SetAction(command, async (parse, session, cancellationToken) =>
        {
            var name = parse.GetRequiredValue(pool);
            var (reservations, _) = await session.ReadReservationsAsync(name, cancellationToken);
            var drains = await session.ReadProgressAsync(name, [.. reservations.Where(DrainName.IsDrain)], cancellationToken);
            session.Output.Write(new DrainReport(name, drains, session.Now));
            return ExitCode.Ok;
        });
        return command;
    }
}
