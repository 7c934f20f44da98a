using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool forecast</c>.</summary>
internal static class PoolForecastCommand
{
    public static Command Create(CommandHost host)
    {
        var name = SharedArguments.Name("NAME", "The pool's name.");
        var command = new Command("forecast", "Estimates when a pool will be full, from how it has grown in the last hour, 24 hours and 7 days.") { name };
        host.SetAction(command, (parse, session, cancellationToken) => RunAsync(session, parse.GetRequiredValue(name), cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var request = new GetPoolForecastRequest { Name = name };
        var forecast = await session.CallAsync(
            (invoker, options) => new PoolService.PoolServiceClient(invoker).GetPoolForecastAsync(request, options),
            cancellationToken);
        session.Output.Write(new PoolForecastReport(forecast));
        return ExitCode.Ok;
    }
}
