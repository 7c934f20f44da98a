using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActorNet.Coordinator.Health;

/// <summary>Finds out whether this replica can serve all calls at this moment, by trying.</summary>
internal sealed class CoordinatorHealth(AllocationClient allocation, DirectoryFeed feed, JournalDatabase database, IHostApplicationLifetime lifetime)
    : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong, one sentence each; empty when nothing is.</summary>
    public async Task<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellation)
    {
        string?[] found = [IsStopping(), feed.Problem, await CheckJournalAsync(cancellation), await CheckActorsAsync(cancellation)];
        return [.. found.OfType<string>()];
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = await FindProblemsAsync(cancellationToken);
        return problems.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", problems));
    }

    private string? IsStopping() => lifetime.ApplicationStopping.IsCancellationRequested ? "the server is stopping" : null;

    private async Task<string?> CheckJournalAsync(CancellationToken cancellation)
    {
        try
        {
            await database.PingAsync(cancellation);
            return null;
        }
        catch (SqliteException exception)
        {
            return $"the journal cannot be read: {exception.Message}";
        }
    }

    private async Task<string?> CheckActorsAsync(CancellationToken cancellation) =>
        await allocation.AskAsync(new DescribePool(PoolName.Default), Patience, cancellation) is PoolOutcomeUnknown
            ? "the pool coordinator does not answer"
            : null;
}
