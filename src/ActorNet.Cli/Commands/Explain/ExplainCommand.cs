using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Explain;

/// <summary><c>actornet explain</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandHost host)
    {
        var node = SharedArguments.Name("NODE", "The node's id.");
        var pool = SharedArguments.Pool("The pool [default: the pool named default]");
        var ipv4Length = Length("--ipv4-prefix-length", 32, "The IPv4 subnet that the node asks for [default: what it has, or the pool's]");
        var ipv6Length = Length("--ipv6-prefix-length", 128, "The IPv6 subnet that the node asks for [default: what it has, or the pool's]");
        var command = new Command("explain", "Says why a node has the subnet that it has, or none.") { node, pool, ipv4Length, ipv6Length };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var request = new ExplainRequest
            {
                Pool = parse.GetValue(pool) ?? "",
                NodeId = parse.GetRequiredValue(node),
                Ipv4PrefixLength = parse.GetValue(ipv4Length),
                Ipv6PrefixLength = parse.GetValue(ipv6Length),
            };
            return RunAsync(session, request, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ExplainRequest request, CancellationToken cancellationToken)
    {
        // It asks all replicas, and waits for those that are gone.
        var explanation = await session.ReadPageAsync(
            (invoker, options) => new ClusterService.ClusterServiceClient(invoker).ExplainAsync(request, options),
            cancellationToken);
        session.Output.Write(new ExplainReport(explanation));
        return ExitCode.Ok;
    }

    private static Option<int> Length(string name, int longest, string description) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = Parsed.One(WholeNumber.Between(1, longest)),
    };
}
