using ActorNet.Coordinator.Cluster;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Audit;

/// <summary>
/// The continuous audit: every minute each replica looks at its own memory, and one of them asks the shards, the other replicas and what nodes attest
/// as well. <see cref="DirectoryAudit"/> mends what it finds; this one tells.
/// </summary>
internal sealed partial class AuditWatch(Auditor auditor, FindingLog findings, IReplicas replicas, TimeProvider time, ILogger<AuditWatch> logger) : BackgroundService
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            // A million leases take seconds: not on whoever's thread the timer is.
            findings.Take(replicas.IsFirst ? await LookEverywhereAsync(cancellation) : await Task.Run(auditor.LookAtMemory, cancellation));
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            Log.Failed(logger, exception);
        }
    }

    private async Task<IReadOnlyCollection<CheckResult>> LookEverywhereAsync(CancellationToken cancellation)
    {
        var (state, behind) = await auditor.ReadStateAsync(pool: null, ReadPatience.Until(cancellation));
        var results = new List<CheckResult>();
        if (behind is not null)
        {
            results.Add(behind);
        }

        await Task.Run(
            async () =>
            {
                await foreach (var result in auditor.RunAsync(state, pool: null, readJournal: false, cancellation))
                {
                    results.Add(result);
                }
            },
            cancellation);
        return results;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 222, Level = LogLevel.Error, Message = "The audit could not be made")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
