using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary><c>actornet lease list</c>.</summary>
internal static class LeaseListCommand
{
    public static Command Create(CommandHost host)
    {
        var pool = SharedArguments.Pool("Only this pool [default: all pools]");
        var all = new Option<bool>("--all") { Description = "Also quarantined leases: released or expired, their subnets kept for the last holder" };
        var watch = new Option<bool>("--watch", "-w") { Description = "Then follow what changes, until Ctrl-C; pools that are made later are not followed" };
        var command = new Command("list", "Lists the leases, all at one revision.") { pool, all, watch };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var request = new ListLeasesRequest { Pool = parse.GetValue(pool) ?? "" };
            request.States.AddRange(parse.GetValue(all) ? LeaseListing.AllStates : []);
            return parse.GetValue(watch)
                ? LeaseListWatch.RunAsync(session, request, cancellationToken)
                : RunAsync(session, request, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ListLeasesRequest request, CancellationToken cancellationToken)
    {
        var (leases, revision) = await session.ListLeasesAsync(request, cancellationToken);
        session.Output.Write(new LeaseListReport(leases, revision, session.Now));
        return ExitCode.Ok;
    }
}
