using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Cluster;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Storage;
using Akka.Actor;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActorNet.Coordinator.Health;

/// <summary>
/// Finds out whether this replica can serve all calls at this moment, by trying. An answer is good for a second, so that asking often does
/// not become work for the journal.
/// </summary>
internal sealed class CoordinatorHealth(
    AllocationClient allocation,
    DirectoryFeed feed,
    IJournalStore store,
    IReplicas replicas,
    ActorSystem system,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<IReadOnlyList<string>>? latest;
    private long latestAt;

    /// <summary>What is wrong, one sentence each; empty when nothing is.</summary>
    public Task<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (latest is null || time.GetElapsedTime(latestAt) > Freshness)
            {
                (latest, latestAt) = (TryAllAsync(), time.GetTimestamp());
            }

            return latest.WaitAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = await FindProblemsAsync(cancellationToken);
        return problems.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", problems));
    }

    private async Task<IReadOnlyList<string>> TryAllAsync()
    {
        if (Departure.HasBegun(system))
        {
            return ["this replica is leaving the cluster"];
        }

        var (journal, actors) = (TryJournalAsync(), TryActorsAsync());
        string?[] found = [lifetime.ApplicationStopping.IsCancellationRequested ? "the server is stopping" : null, replicas.Problem, feed.Problem, await journal, await actors];
        return [.. found.OfType<string>()];
    }

    private async Task<string?> TryJournalAsync() =>
        await store.TryWriteAsync(system) is { } problem ? $"the journal cannot be written: {problem}" : null;

    private async Task<string?> TryActorsAsync() =>
        await allocation.AskAsync(new DescribePool(PoolName.Default), Patience, CancellationToken.None) is PoolOutcomeUnknown
            ? "the pool coordinator does not answer"
            : null;
}
