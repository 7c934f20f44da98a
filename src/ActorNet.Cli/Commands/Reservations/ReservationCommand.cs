using System.CommandLine;

namespace ActorNet.Cli.Commands.Reservations;

/// <summary><c>actornet reservation</c>.</summary>
internal static class ReservationCommand
{
    public static Command Create(CommandHost host) => new("reservation", "Ranges of pools that are kept for a node, or from everybody.")
    {
        ReservationListCommand.Create(host),
        ReservationCreateCommand.Create(host),
        ReservationUpdateCommand.Create(host),
        ReservationDeleteCommand.Create(host),
    };
}
