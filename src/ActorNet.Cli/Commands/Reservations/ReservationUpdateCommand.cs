using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Failures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.Reservations;

/// <summary><c>actornet reservation update</c>.</summary>
internal static class ReservationUpdateCommand
{
    private const string Description = """
        Has nodes that are in a reservation's way move to other subnets, or stops that: --drain=false pauses it. Nodes
        that hold two subnets already finish their move. To undo it altogether, delete the reservation.
        """;

    public static Command Create(CommandHost host)
    {
        var name = SharedArguments.Name("NAME", "The reservation's name.");
        var drain = new Option<bool?>("--drain") { HelpName = "true|false", Description = "Whether nodes that are in its way are to move [default: as before]" };
        var reason = new Option<string?>("--reason")
        {
            HelpName = "TEXT",
            Description = "Why, for people: up to 253 characters [default: as before]",
            CustomParser = Parsed.One<string>(ReasonText.TryParse),
        };
        var pool = SharedArguments.Pool("The pool [default: the pool named default]");
        var yes = new Option<bool>("--yes", "-y") { Description = "With --drain=true, do not ask; needed where there is no terminal to ask at" };
        var command = new Command("update", Description) { name, drain, reason, pool, yes };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var change = new Reservation { Name = parse.GetRequiredValue(name), Pool = parse.GetValue(pool) ?? "default", Reason = parse.GetValue(reason) ?? "" };
            var mask = new FieldMask();
            if (parse.GetValue(drain) is { } drains)
            {
                change.Drain = drains;
                mask.Paths.Add("drain");
            }

            if (parse.GetResult(reason) is { Implicit: false })
                mask.Paths.Add("reason");

            if (mask.Paths.Count == 0)
                throw new CommandException(CommandFailure.Usage(new FieldViolation("NAME", "is given alone; say what is to change: --drain=true, --drain=false or --reason TEXT")));

            var confirmation = Confirmation.For(session, isGiven: parse.GetValue(yes) || !change.Drain, "a drain");
            return RunAsync(session, new UpdateReservationRequest { Reservation = change, UpdateMask = mask }, confirmation, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, UpdateReservationRequest request, Confirmation confirmation, CancellationToken cancellationToken)
    {
        var present = await session.ReadReservationAsync(request.Reservation.Pool, request.Reservation.Name, cancellationToken);
        await confirmation.AskAsync(
            [$"Nodes that hold a part of {present.Cidr}: {present.HolderCount}. Each gets another subnet, and its containers other addresses when they start anew."],
            $"Have nodes move out of {present.Cidr} of pool {present.Pool}?",
            "nothing was changed",
            cancellationToken);

        // By its number, so that no other one is changed that has got the name in between.
        request.Reservation.Number = present.Number;
        var response = await session.CallAsync(
            (invoker, options) => new PoolService.PoolServiceClient(invoker).UpdateReservationAsync(request, options),
            cancellationToken);
        session.Output.Write(new ReservationReport(response.Reservation, session.Now));
        return ExitCode.Ok;
    }
}
