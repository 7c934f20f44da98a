using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary><c>actornet lease release</c>.</summary>
internal static class LeaseReleaseCommand
{
    private const string Description = """
        Takes a node's lease back. The node may still believe in its lease, so its subnet stays out of reach of
        others until that belief must have ended. With --node-is-down you vouch that the node does not use the
        subnet any more, and others can get it at once. If you are wrong, two nodes use the same addresses.
        """;

    public static Command Create(CommandHost host)
    {
        var node = SharedArguments.Name("NODE", "The node's id.");
        var pool = SharedArguments.Pool("The pool [default: the pool named default]");
        var epoch = new Option<long?>("--epoch")
        {
            HelpName = "N",
            Description = "Only the lease of exactly this epoch [default: the present one, which is read first]",
            CustomParser = Parsed.OneOrNull(WholeNumber.Between(1, long.MaxValue)),
        };
        var nodeIsDown = new Option<bool>("--node-is-down") { Description = "The node is switched off or gone: its subnet can be reused at once" };
        var reason = new Option<string?>("--reason")
        {
            HelpName = "TEXT",
            Description = "Why, for the history: up to 253 characters",
            CustomParser = Parsed.One<string>(ReasonText.TryParse),
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask; needed where there is no terminal to ask at" };

        var command = new Command("release", Description) { node, pool, epoch, nodeIsDown, reason, yes };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var request = new ReleaseLeaseRequest
            {
                Pool = parse.GetValue(pool) ?? "",
                NodeId = parse.GetRequiredValue(node),
                Epoch = parse.GetValue(epoch) ?? 0,
                NodeIsDown = parse.GetValue(nodeIsDown),
                Reason = parse.GetValue(reason) ?? "",
                RequestId = $"cli-{Guid.NewGuid():n}",
            };
            return RunAsync(session, request, Confirmation.For(session, parse.GetValue(yes), "a release"), cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Session session, ReleaseLeaseRequest request, Confirmation confirmation, CancellationToken cancellationToken)
    {
        if (request.Epoch == 0 || confirmation.IsNeeded)
        {
            var lease = await session.ReadLeaseAsync(request.Pool, request.NodeId, cancellationToken);
            if (request.Epoch == 0)
                request.Epoch = lease.Epoch;

            var effects = ReleaseEffects.Of(request, lease, session.Now);
            await confirmation.AskAsync(effects, ReleaseEffects.Question(request), "nothing was released", cancellationToken);
        }

        var response = await session.CallAsync(
            (invoker, options) => new LeaseService.LeaseServiceClient(invoker).ReleaseLeaseAsync(request, options),
            cancellationToken);
        session.Output.Write(new ReleaseReport(response));
        return ExitCode.Ok;
    }
}
