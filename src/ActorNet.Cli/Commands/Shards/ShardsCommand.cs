using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Shards;

/// <summary><c>actornet shards</c>.</summary>
internal static class ShardsCommand
{
    public static Command Create(CommandHost host)
    {
        var name = SharedArguments.Name("NAME", "The pool's name.");
        var command = new Command("shards", "Lists a pool's shards, what they own and where they run.") { name };
        host.SetAction(command, (parse, session, cancellationToken) => RunAsync(session, parse.GetRequiredValue(name), cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var request = new ListShardsRequest { Pool = name };

        // It asks all replicas, and waits for those that are gone.
        var shards = await session.ReadPageAsync(
            (invoker, options) => new ClusterService.ClusterServiceClient(invoker).ListShardsAsync(request, options),
            cancellationToken);
        session.Output.Write(new ShardsReport(shards));
        return ExitCode.Ok;
    }
}
