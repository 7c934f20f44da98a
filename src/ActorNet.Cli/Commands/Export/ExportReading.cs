using ActorNet.Cli.Commands.Leases;
using ActorNet.Cli.Commands.Pools;
using ActorNet.Cli.Commands.Reservations;
using ActorNet.Cli.Failures;
using ActorNet.Client.Calls;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Export;

/// <summary>Reads everything that there is.</summary>
internal static class ExportReading
{
    private const int MaxAttempts = 5;

    public static async Task<ExportDocument> ExportAsync(this Session session, CancellationToken cancellationToken)
    {
        var time = session.Now;
        var status = await session.CallAsync(
            (invoker, options) => new ClusterService.ClusterServiceClient(invoker).GetStatusAsync(new GetStatusRequest(), options),
            cancellationToken);
        var pools = new List<PoolExport>();
        foreach (var pool in await session.ListPoolsAsync(cancellationToken))
        {
            if (await ReadAsync(session, pool.Name, cancellationToken) is { } export)
                pools.Add(export);
        }

        return new ExportDocument(time, status.Version, pools);
    }

    /// <summary>
    /// A pool and its leases at the leases' revision: the settings are read before and after them, and where they are the same they were all along. Null
    /// where there is no such pool any more.
    /// </summary>
    private static async Task<PoolExport?> ReadAsync(Session session, string name, CancellationToken cancellationToken)
    {
        try
        {
            var before = await session.ReadPoolAsync(name, cancellationToken);
            for (var attempt = 1; attempt <= MaxAttempts; attempt++)
            {
                var listing = new ListLeasesRequest { Pool = name, States = { LeaseListing.AllStates } };
                var (leases, revision) = await session.ListLeasesAsync(listing, cancellationToken);
                var (reservations, _) = await session.ReadReservationsAsync(name, cancellationToken);
                var after = await session.ReadPoolAsync(name, cancellationToken);
                if ((before.Generation, before.Revision) == (after.Generation, after.Revision) && revision >= after.Revision)
                    return new PoolExport(after, leases, revision, reservations);

                before = after;
            }
        }
        catch (CoordinatorCallException exception) when (exception.Failures[^1].Error.Reason == ErrorReason.PoolNotFound)
        {
            return null;
        }

        throw new CommandException(new CommandFailure(
            ExitCode.Unavailable, "UNAVAILABLE", $"pool '{name}' changes all the time: its settings and its leases could not be read at one revision; try again"));
    }
}
