using System.Threading.Channels;
using ActorNet.Cli.Commands.Pools;
using ActorNet.Cli.Commands.Watch;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary><c>actornet lease list --watch</c>: the listing, and then every change after its revision, each once.</summary>
internal static class LeaseListWatch
{
    public static async Task<ExitCode> RunAsync(Session session, ListLeasesRequest request, CancellationToken cancellationToken)
    {
        // Pools first: one that is made in between is in the listing and not followed, never the other way round.
        var pools = request.Pool.Length > 0 ? [request.Pool] : (await session.ListPoolsAsync(cancellationToken)).Select(pool => pool.Name).ToList();
        var (leases, revision) = await session.ListLeasesAsync(request, cancellationToken);
        WriteListing(session, new LeaseListReport(leases, revision, session.Now), revision);

        var printer = new WatchPrinter(session, new WatchTable(WatchColumns.Of(session.Format) with { HasPool = pools.Count != 1 }));
        printer.Begin();
        try
        {
            await FollowAsync(session, pools, revision, printer, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how a watch ends.
        }

        return ExitCode.Ok;
    }

    private static void WriteListing(Session session, LeaseListReport report, long revision)
    {
        if (session.Format.IsDocument())
        {
            session.Output.WriteLines([Documents.OneOfMany(report.ToJson(), session.Format)]);
            return;
        }

        session.Output.Write(report);
        session.Output.WriteLines([$"# changes after revision {revision}"]);
    }

    /// <summary>Every pool has a stream of its own; what comes is printed in the order in which it comes. The first one that cannot go on ends all.</summary>
    private static async Task FollowAsync(
        Session session, IReadOnlyList<string> pools, long revision, WatchPrinter printer, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var steps = Channel.CreateBounded<WatchStep>(new BoundedChannelOptions(1024) { SingleReader = true });
        var streams = pools.Select(pool => PumpAsync(session, pool, revision, steps.Writer, ending.Token)).ToList();
        try
        {
            await foreach (var step in steps.Reader.ReadAllAsync(ending.Token))
                await printer.PrintAsync(step);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(streams).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task PumpAsync(Session session, string pool, long revision, ChannelWriter<WatchStep> steps, CancellationToken cancellationToken)
    {
        try
        {
            var watcher = new LeaseWatcher(session.Client, session.Timeout, session.Time);
            await foreach (var step in watcher.FollowAsync(pool, revision, cancellationToken))
                await steps.WriteAsync(step, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            steps.TryComplete(exception);
        }
    }
}
