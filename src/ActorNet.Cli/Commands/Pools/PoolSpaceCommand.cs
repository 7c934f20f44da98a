using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool space</c>.</summary>
internal static class PoolSpaceCommand
{
    public static Command Create(CommandHost host)
    {
        var name = SharedArguments.Name("NAME", "The pool's name.");
        var command = new Command("space", "Says what is left of a pool: the largest hole, and how many more subnets of each length fit.") { name };
        host.SetAction(command, (parse, session, cancellationToken) => RunAsync(session, parse.GetRequiredValue(name), cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var request = new GetPoolSpaceRequest { Name = name };

        // Looking at a million leases takes its time, and a second replica would take it as well.
        var space = await session.ReadPageAsync(
            (invoker, options) => new PoolService.PoolServiceClient(invoker).GetPoolSpaceAsync(request, options),
            cancellationToken);
        session.Output.Write(new PoolSpaceReport(space));
        return ExitCode.Ok;
    }
}
