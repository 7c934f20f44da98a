using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Failures;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands.Import;

/// <summary><c>actornet import</c>: nodes keep the subnets that they have from another allocator.</summary>
internal static class ImportCommand
{
    private const string StandardInput = "-";

    private const string Description = """
        Reserves the subnets that nodes have from another allocator, each for its node, so that it finds its own
        when its agent comes, and nobody else gets it before. Shows what it would do; --yes does it, --undo goes back.
        """;

    public static Command Create(CommandHost host)
    {
        var pool = SharedArguments.Pool("The pool that the subnets are in [default: the pool named default]");
        pool.Recursive = true;
        var undo = new Option<bool>("--undo") { Description = "Delete what an import of the same source has reserved", Recursive = true };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do it, and not only show it", Recursive = true };
        var command = new Command("import", Description) { pool, undo, yes, Flannel(), Kubernetes(), List() };
        return command;

        Command Flannel()
        {
            var file = File("What 'etcdctl get --prefix /coreos.com/network/subnets/ -w json' prints; - reads standard input.");
            var nodeIds = new Option<string?>("--node-ids")
            {
                HelpName = "FILE",
                Description = "Lines of ADDRESS NODE: flannel knows nodes by their public address alone. A subnet whose node is not among them is kept from everybody",
            };
            var flannel = new Command("flannel", "From flannel's leases in etcd.") { file, nodeIds };
            host.SetAction(flannel, async (parse, session, cancellationToken) =>
            {
                var (ids, problems) = parse.GetValue(nodeIds) is { } path
                    ? NodeIdList.Read(await ReadFileAsync(path, "--node-ids", cancellationToken))
                    : (new Dictionary<string, string>(), []);
                return problems.Count > 0
                    ? throw new CommandException(CommandFailure.Usage(problems))
                    : await RunAsync(parse, session, FlannelSubnets.Read(await ReadAsync(session, parse.GetRequiredValue(file), cancellationToken), ids), cancellationToken);
            });
            return flannel;
        }

        Command Kubernetes()
        {
            var file = File("What 'kubectl get nodes -o json' prints; - reads standard input.");
            var byName = new Option<bool>("--by-name") { Description = "Agents run with the node's name as --node-id [default: they say the machine id]" };
            var kubernetes = new Command("kubernetes", "From the podCIDRs of a Kubernetes cluster's nodes.") { file, byName };
            host.SetAction(kubernetes, async (parse, session, cancellationToken) => await RunAsync(
                parse,
                session,
                KubernetesNodes.Read(await ReadAsync(session, parse.GetRequiredValue(file), cancellationToken), byMachineId: !parse.GetValue(byName)),
                cancellationToken));
            return kubernetes;
        }

        Command List()
        {
            var file = File("Lines of NODE SUBNET…; - in place of the node keeps a subnet from everybody. - as the file reads standard input.");
            var list = new Command("list", "From a list of nodes and their subnets.") { file };
            host.SetAction(list, async (parse, session, cancellationToken) => await RunAsync(
                parse, session, SubnetList.Read(await ReadAsync(session, parse.GetRequiredValue(file), cancellationToken)), cancellationToken));
            return list;
        }

        Task<ExitCode> RunAsync(ParseResult parse, Session session, ImportSource source, CancellationToken cancellationToken) =>
            new ImportRun(session, parse.GetValue(pool) ?? "default", parse.GetValue(undo), parse.GetValue(yes)).RunAsync(source, cancellationToken);
    }

    private static Argument<string> File(string description) => new("FILE") { Description = description };

    private static Task<string> ReadAsync(Session session, string path, CancellationToken cancellationToken) =>
        path == StandardInput ? session.Terminal.Input.ReadToEndAsync(cancellationToken) : ReadFileAsync(path, "FILE", cancellationToken);

    private static async Task<string> ReadFileAsync(string path, string argument, CancellationToken cancellationToken)
    {
        try
        {
            return await System.IO.File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CommandException(CommandFailure.Usage(new FieldViolation(argument, $"'{path}' cannot be read: {exception.Message}")));
        }
    }
}
