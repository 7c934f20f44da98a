using System.CommandLine;
using ActorNet.Cli.Arguments;

namespace ActorNet.Cli.Commands.Leases;

/// <summary><c>actornet lease get</c>.</summary>
internal static class LeaseGetCommand
{
    public static Command Create(CommandHost host)
    {
        var node = SharedArguments.Name("NODE", "The node's id.");
        var pool = SharedArguments.Pool("The pool [default: the pool named default]");
        var command = new Command("get", "Shows a node's lease, also a quarantined one.") { node, pool };
        host.SetAction(command, async (parse, session, cancellationToken) =>
        {
            var lease = await session.ReadLeaseAsync(parse.GetValue(pool) ?? "", parse.GetRequiredValue(node), cancellationToken);
            session.Output.Write(new LeaseReport(lease, session.Now));
            return ExitCode.Ok;
        });
        return command;
    }
}
