using System.CommandLine;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Status;

/// <summary><c>actornet status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandHost host)
    {
        var command = new Command("status", "Says how the service is; exit code 3 if it is not serving.");
        host.SetAction(command, (_, session, cancellationToken) => RunAsync(session, cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var status = await session.AskAsync(
            (invoker, options) => new ClusterService.ClusterServiceClient(invoker).GetStatusAsync(new GetStatusRequest(), options),
            cancellationToken);
        session.Output.Write(new StatusReport(status.Value, status.Replica));
        return status.Value.Serving ? ExitCode.Ok : ExitCode.Unavailable;
    }
}
