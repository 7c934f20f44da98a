using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool get</c>.</summary>
internal static class PoolGetCommand
{
    public static Command Create(CommandHost host)
    {
        var name = SharedArguments.Name("NAME", "The pool's name.");
        var command = new Command("get", "Shows one pool.") { name };
        host.SetAction(command, (parse, session, cancellationToken) => RunAsync(session, parse.GetRequiredValue(name), cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var request = new GetPoolRequest { Name = name };
        var response = await session.CallAsync(
            (invoker, options) => new PoolService.PoolServiceClient(invoker).GetPoolAsync(request, options),
            cancellationToken);
        session.Output.Write(new PoolReport(response.Pool, session.Now));
        return ExitCode.Ok;
    }
}
