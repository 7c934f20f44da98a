using System.CommandLine;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool plan</c>.</summary>
internal static class PoolPlanCommand
{
    public static Command Create(CommandHost host)
    {
        var change = new PoolChangeOptions();
        var command = new Command("plan", "Says what a change of a pool would do; 'actornet pool apply' does it, while the pool is as it is now.");
        change.AddTo(command);
        host.SetAction(command, async (parse, session, cancellationToken) =>
        {
            var request = await change.ReadAsync(parse, session, cancellationToken);
            session.Output.Write(new PoolPlanReport(await session.PlanAsync(request, cancellationToken)));
            return ExitCode.Ok;
        });
        return command;
    }
}
