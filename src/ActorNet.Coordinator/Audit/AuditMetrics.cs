using System.Diagnostics.Metrics;
using ActorNet.Coordinator.Forecasts;

namespace ActorNet.Coordinator.Audit;

/// <summary>What the continuous audit found in its last round, as metrics; every code is there, so that an alert has something to look at while all is well.</summary>
internal sealed class AuditMetrics(IMeterFactory meters, FindingLog findings) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(PoolMetrics.MeterName);
        meter.CreateObservableUpDownCounter<long>(
            "actornet.audit.findings",
            () => Measure(AuditCodes.Findings, findings.Last.Findings),
            "{finding}",
            "What the last round of the audit found on this replica, by its code.");
        meter.CreateObservableUpDownCounter<long>(
            "actornet.audit.unknowns",
            () => Measure(AuditCodes.Unknowns, findings.Last.Unknowns),
            "{finding}",
            "What the last round of the audit could not tell on this replica, by its code.");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<Measurement<long>> Measure(IReadOnlyList<string> codes, IReadOnlyList<Finding> found)
    {
        var counts = found.CountBy(finding => finding.Code, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return codes.Select(code => new Measurement<long>(counts.GetValueOrDefault(code), [new KeyValuePair<string, object?>("actornet.audit.code", code)]));
    }
}
