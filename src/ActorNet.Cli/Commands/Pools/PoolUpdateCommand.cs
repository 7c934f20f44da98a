using System.CommandLine;
using ActorNet.Cli.Failures;
using ActorNet.Cli.Output;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool update</c>.</summary>
internal static class PoolUpdateCommand
{
    public static Command Create(CommandHost host)
    {
        var change = new PoolChangeOptions();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask; needed where there is no terminal to ask at" };
        var command = new Command("update", "Changes a pool: shows what that would do, asks, and does it.");
        change.AddTo(command);
        command.Add(yes);
        host.SetAction(command, async (parse, session, cancellationToken) =>
        {
            var confirmation = Confirmation.For(session, parse.GetValue(yes), "a change");
            var request = await change.ReadAsync(parse, session, cancellationToken);
            return await RunAsync(session, request, confirmation, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, PlanPoolChangeRequest request, Confirmation confirmation, CancellationToken cancellationToken)
    {
        var plan = await session.PlanAsync(request, cancellationToken);
        if (plan.Changes.Count == 0)
        {
            session.Output.Write(new PoolReport(plan.Proposed, session.Now, $"Nothing changes in pool {plan.Pool}."));
            return ExitCode.Ok;
        }

        if (confirmation.IsNeeded)
        {
            // Standard output has only the result.
            new ReportWriter(session.Terminal with { Output = session.Terminal.Error, OutputIsTerminal = false }, OutputFormat.Table).Write(new PoolPlanReport(plan));

            // Not sent: what is in the way may go at any moment, and then it would be done without a question.
            if (plan.Obstacle.Length > 0)
                throw new CommandException(new CommandFailure(ExitCode.Refused, ErrorReason.CidrInUse.ToWireName(), plan.Obstacle) { Advice = Advice.For(new ServiceError(ErrorReason.CidrInUse, plan.Obstacle)) });

            await confirmation.AskAsync([], $"Change pool {plan.Pool}?", "nothing was changed", cancellationToken);
        }

        var pool = await session.ApplyAsync(plan.Id, cancellationToken);
        session.Output.Write(new PoolReport(pool, session.Now, $"Pool {pool.Name} is changed."));
        return ExitCode.Ok;
    }
}
