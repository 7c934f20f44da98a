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
        hold a part of it keep that for as long as they renew; until the last of them is gone it is pending.
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
        var pool = SharedArguments.Pool("The pool [default: the pool named default]");
        var command = new Command("create", Description) { name, cidr, node, reason, pool };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var reservation = new Reservation
            {
                Name = parse.GetRequiredValue(name),
                Pool = parse.GetValue(pool) ?? "",
                Cidr = parse.GetRequiredValue(cidr).ToString(),
                NodeId = parse.GetValue(node) ?? "",
                Reason = parse.GetValue(reason) ?? "",
            };
            return RunAsync(session, new CreateReservationRequest { Reservation = reservation }, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, CreateReservationRequest request, CancellationToken cancellationToken)
    {
        var response = await session.CallAsync(
            (invoker, options) => new PoolService.PoolServiceClient(invoker).CreateReservationAsync(request, options),
            cancellationToken);
        session.Output.Write(new ReservationReport(response.Reservation, session.Now));
        return ExitCode.Ok;
    }
}
