using System.CommandLine;

namespace ActorNet.Cli.Commands.Drains;

/// <summary><c>actornet pool drain</c>.</summary>
internal static class DrainCommand
{
    public static Command Create(CommandHost host) => new("drain", "Takes a range away from a pool: its nodes move to other subnets first.")
    {
        DrainStartCommand.Create(host),
        DrainStatusCommand.Create(host),
        DrainSwitchCommand.Pause(host),
        DrainSwitchCommand.Resume(host),
        DrainUndoCommand.Create(host),
        DrainFinishCommand.Create(host),
    };
}
