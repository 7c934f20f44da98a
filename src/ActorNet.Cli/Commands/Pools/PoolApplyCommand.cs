using System.CommandLine;
using ActorNet.Cli.Arguments;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool apply</c>.</summary>
internal static class PoolApplyCommand
{
    public static Command Create(CommandHost host)
    {
        var plan = new Argument<string>("PLAN")
        {
            Description = "The plan's id, as 'actornet pool plan' shows it.",
            CustomParser = Parsed.One<string>(PlanText.TryParse),
        };
        var command = new Command("apply", "Does what a plan says, if the pool has not changed since.") { plan };
        host.SetAction(command, async (parse, session, cancellationToken) =>
        {
            var pool = await session.ApplyAsync(parse.GetRequiredValue(plan), cancellationToken);
            session.Output.Write(new PoolReport(pool, session.Now, $"Pool {pool.Name} is changed."));
            return ExitCode.Ok;
        });
        return command;
    }
}
