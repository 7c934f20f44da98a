using System.CommandLine;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool list</c>.</summary>
internal static class PoolListCommand
{
    public static Command Create(CommandHost host)
    {
        var command = new Command("list", "Lists all pools and how full they are.");
        host.SetAction(command, async (_, session, cancellationToken) =>
        {
            session.Output.Write(new PoolListReport(await session.ListPoolsAsync(cancellationToken)));
            return ExitCode.Ok;
        });
        return command;
    }
}
