using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary><c>actornet lease list</c>.</summary>
internal static class LeaseListCommand
{
    private static readonly LeaseState[] AllStates = [LeaseState.Active, LeaseState.Suspect, LeaseState.Revoked, LeaseState.Quarantined];

    public static Command Create(CommandHost host)
    {
        var pool = SharedArguments.Pool("Only this pool [default: all pools]");
        var all = new Option<bool>("--all") { Description = "Also quarantined leases: released or expired, their subnets kept for the last holder" };
        var command = new Command("list", "Lists the leases, all at one revision.") { pool, all };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var request = new ListLeasesRequest { Pool = parse.GetValue(pool) ?? "" };
            request.States.AddRange(parse.GetValue(all) ? AllStates : []);
            return RunAsync(session, request, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ListLeasesRequest listing, CancellationToken cancellationToken)
    {
        var leases = await Paging.ReadAllAsync<ListLeasesResponse, Lease>(
            async token =>
            {
                var request = listing.Clone();
                request.PageToken = token;
                return await session.ReadPageAsync(
                    (invoker, options) => new LeaseService.LeaseServiceClient(invoker).ListLeasesAsync(request, options),
                    cancellationToken);
            },
            page => page.Leases,
            page => page.NextPageToken);
        session.Output.Write(new LeaseListReport(leases.Items, leases.First.Revision, session.Now));
        return ExitCode.Ok;
    }
}
