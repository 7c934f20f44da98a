using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Replicas;

namespace ActorNet.Coordinator.Audit;

/// <summary>The parts of the audit.</summary>
internal static class AuditSetup
{
    /// <summary>What others need.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AttestationBook>(provider => new AttestationBook(
            provider.GetRequiredService<Directory.LeaseDirectory>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<StateChecks>()
        .AddSingleton<JournalReading>()
        .AddSingleton<FindingLog>()
        .AddSingleton<Auditor>()
        .AddSingleton<AuditApi>();

    /// <summary>What runs; after the directory has read the journal.</summary>
    public static IServiceCollection AddAuditParts(this IServiceCollection services) => services
        .AddHostedService<ReplicaDeskStart>()
        .AddHostedService<AuditMetrics>()
        .AddHostedService<AuditWatch>();
}
