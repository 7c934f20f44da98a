using System.CommandLine;
using ActorNet.Addressing;
using ActorNet.Cli.Commands.Pools;
using ActorNet.Client.Calls;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Drains;

/// <summary><c>actornet pool drain finish</c>.</summary>
internal static class DrainFinishCommand
{
    private const string Description = """
        Removes a drained range from its pool, when no node holds any of it. With --wait it waits for that; broken off,
        it can be given again, and so it can where the range is gone already.
        """;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    public static Command Create(CommandHost host)
    {
        var pool = DrainOptions.Pool();
        var cidr = DrainOptions.Cidr("The range that is being drained");
        var wait = new Option<bool>("--wait") { Description = "Wait until the last node has left it, or somebody ends the drain" };
        var yes = DrainOptions.Yes();
        var command = new Command("finish", Description) { pool, cidr, wait, yes };
        host.SetAction(command, (parse, session, cancellationToken) => RunAsync(
            session,
            parse.GetRequiredValue(pool),
            parse.GetRequiredValue(cidr),
            parse.GetValue(wait),
            Confirmation.For(session, parse.GetValue(yes), "a change"),
            cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Session session, string name, Prefix range, bool waits, Confirmation confirmation, CancellationToken cancellationToken)
    {
        var isConfirmed = false;
        while (true)
        {
            if (await session.PlanWithoutAsync(name, range, cancellationToken) is not { } plan)
            {
                session.Output.Write(new PoolReport(await session.ReadPoolAsync(name, cancellationToken), session.Now, $"{range} is not in pool {name} any more."));
                return ExitCode.Ok;
            }

            // Who has ended the drain meanwhile wants the range to stay.
            _ = await session.ReadDrainAsync(name, range, cancellationToken);
            if (!isConfirmed)
            {
                await confirmation.AskAsync([], $"Remove {range} from pool {name}{(waits ? ", when no node holds any of it" : "")}?", "nothing was changed", cancellationToken);
                isConfirmed = true;
            }

            if ((plan.Obstacle.Length == 0 || !waits) && await TryApplyAsync(session, plan, isLast: !waits, cancellationToken) is { } pool)
            {
                session.Output.Write(new PoolReport(pool, session.Now, $"{range} is removed from pool {name}."));
                return ExitCode.Ok;
            }

            await Task.Delay(LookAgain, session.Time, cancellationToken);
        }
    }

    /// <summary>Null where somebody else has changed the pool in between, or the range is not free after all, and it is to be tried again.</summary>
    private static async Task<Pool?> TryApplyAsync(Session session, PoolPlan plan, bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            return await session.ApplyAsync(plan.Id, cancellationToken);
        }
        catch (CoordinatorCallException exception)
            when (!isLast && exception.Failures.Any(failure => failure.Error.Reason is ErrorReason.PlanOutdated or ErrorReason.CidrInUse))
        {
            return null;
        }
    }
}
