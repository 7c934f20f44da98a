using System.CommandLine;
using ActorNet.Addressing;
using ActorNet.Cli.Commands.Pools;
using ActorNet.Cli.Failures;
using ActorNet.Cli.Output;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Drains;

/// <summary><c>actornet pool drain start</c>.</summary>
internal static class DrainStartCommand
{
    private const string Description = """
        Has the nodes of a range move to other subnets of the pool, so that the pool can lose it. Shows who has to move
        and whether there is room for them, and asks. Nothing of the range is granted from then on, and each node holds
        two subnets for the pool's move window. Starting the same again changes nothing.
        """;

    public static Command Create(CommandHost host)
    {
        var pool = DrainOptions.Pool();
        var cidr = DrainOptions.Cidr("What the pool is to lose, like 10.1.0.0/16: one of its ranges, or a part of one");
        var yes = DrainOptions.Yes();
        var command = new Command("start", Description) { pool, cidr, yes };
        host.SetAction(command, (parse, session, cancellationToken) => RunAsync(
            session, parse.GetRequiredValue(pool), parse.GetRequiredValue(cidr), Confirmation.For(session, parse.GetValue(yes), "a drain"), cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string pool, Prefix range, Confirmation confirmation, CancellationToken cancellationToken)
    {
        var drain = await session.FindDrainAsync(pool, range, cancellationToken);
        if (drain is null)
        {
            var plan = await session.PlanWithoutAsync(pool, range, cancellationToken)
                ?? throw new CommandException(CommandFailure.Usage(new FieldViolation("--cidr", $"{range} is not in a range of pool {pool}; 'actornet pool get' shows what it has")));
            await ConfirmAsync(session, plan, range, confirmation, cancellationToken);
            var request = new CreateReservationRequest
            {
                Reservation = new Reservation { Name = DrainName.Of(range), Pool = pool, Cidr = range.ToString(), Reason = DrainName.Reason, Drain = true },
            };
            drain = (await session.CallAsync(
                (invoker, options) => new PoolService.PoolServiceClient(invoker).CreateReservationAsync(request, options), cancellationToken)).Reservation;
        }

        session.Output.Write(new DrainReport(pool, await session.ReadProgressAsync(pool, [drain], cancellationToken), session.Now));
        return ExitCode.Ok;
    }

    private static async Task ConfirmAsync(Session session, PoolPlan plan, Prefix range, Confirmation confirmation, CancellationToken cancellationToken)
    {
        if (!confirmation.IsNeeded)
            return;

        // The plan is for later, and so is what is in its way now.
        var shown = plan.Clone();
        (shown.Id, shown.Obstacle) = ("", "");
        new ReportWriter(session.Terminal with { Output = session.Terminal.Error, OutputIsTerminal = false }, OutputFormat.Table).Write(new PoolPlanReport(shown));
        await confirmation.AskAsync(
            ["Each node that has to move gets another subnet, and its containers other addresses when they start anew."],
            $"Have {plan.RenumberCount} nodes move out of {range} of pool {plan.Pool}?",
            "nothing was begun",
            cancellationToken);
    }
}
