using System.CommandLine;
using ActorNet.Addressing;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Reservations;

/// <summary><c>actornet reservation create</c>.</summary>
internal static class ReservationCreateCommand
{
    private const string Description = """
        Reserves a range: for a node, which gets it as its subnet with its next grant, or from everybody. Nodes that
        hold a part of it keep that for as long as they renew; until the last of them is gone it is pending. With
        --drain they are told to move: each gets another subnet, and holds both for the pool's move window.
        """;

    public static Command Create(CommandHost host)
    {
        var name = SharedArguments.Name("NAME", "The reservation's name.");
        var cidr = new Option<Prefix>("--cidr")
        {
            HelpName = "CIDR",
            Description = "What is reserved, like 10.244.7.0/24: inside the pool, and no smaller than its smallest subnet",
            Required = true,
            CustomParser = Parsed.One<Prefix>(Prefix.TryParse),
        };
        var node = new Option<string?>("--node")
        {
            HelpName = "NODE",
            Description = "The node that gets it as its subnet [default: nobody gets any of it]",
            CustomParser = Parsed.One<string>(NameText.TryParse),
        };
        var reason = new Option<string?>("--reason")
        {
            HelpName = "TEXT",
            Description = "Why, for people: up to 253 characters",
            CustomParser = Parsed.One<string>(ReasonText.TryParse),
        };
        var drain = new Option<bool>("--drain") { Description = "Have nodes that are in its way move to other subnets" };
        var yes = new Option<bool>("--yes", "-y") { Description = "With --drain, do not ask; needed where there is no terminal to ask at" };
        var pool = SharedArguments.Pool("The pool [default: the pool named default]");
        var command = new Command("create", Description) { name, cidr, node, reason, drain, yes, pool };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var reservation = new Reservation
            {
                Name = parse.GetRequiredValue(name),
                Pool = parse.GetValue(pool) ?? "",
                Cidr = parse.GetRequiredValue(cidr).ToString(),
                NodeId = parse.GetValue(node) ?? "",
                Reason = parse.GetValue(reason) ?? "",
                Drain = parse.GetValue(drain),
            };
            var confirmation = Confirmation.For(session, isGiven: parse.GetValue(yes) || !reservation.Drain, "a drain");
            return RunAsync(session, new CreateReservationRequest { Reservation = reservation }, confirmation, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, CreateReservationRequest request, Confirmation confirmation, CancellationToken cancellationToken)
    {
        var reservation = request.Reservation;
        await confirmation.AskAsync(
            ["Every node that holds a part of it gets another subnet, and its containers other addresses when they start anew."],
            $"Reserve {reservation.Cidr} and have nodes move out of it?",
            "nothing was reserved",
            cancellationToken);
        var response = await session.CallAsync(
            (invoker, options) => new PoolService.PoolServiceClient(invoker).CreateReservationAsync(request, options),
            cancellationToken);
        session.Output.Write(new ReservationReport(response.Reservation, session.Now));
        return ExitCode.Ok;
    }
}
