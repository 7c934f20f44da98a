using System.CommandLine;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool list</c>.</summary>
internal static class PoolListCommand
{
    private const int PageSize = 1000;

    public static Command Create(CommandHost host)
    {
        var command = new Command("list", "Lists all pools and how full they are.");
        host.SetAction(command, (_, session, cancellationToken) => RunAsync(session, cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var pools = await Paging.ReadAllAsync<ListPoolsResponse, Pool>(
            async token =>
            {
                var request = new ListPoolsRequest { PageSize = PageSize, PageToken = token };
                return await session.ReadPageAsync(
                    (invoker, options) => new PoolService.PoolServiceClient(invoker).ListPoolsAsync(request, options),
                    cancellationToken);
            },
            page => page.Pools,
            page => page.NextPageToken);
        session.Output.Write(new PoolListReport(pools.Items));
        return ExitCode.Ok;
    }
}
