using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Hosting;

namespace ActorNet.Coordinator.Pools;

/// <summary>
/// Makes the default pool at the first start. One that is there already stays as it is, whatever the options say now, and one that was deleted stays deleted.
/// </summary>
internal sealed partial class DefaultPool(AllocationClient allocation, IDefaultPoolSource source, TimeProvider time, ILogger<DefaultPool> logger) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await ReadSourceAsync(cancellationToken) is not { } wanted)
        {
            return;
        }

        switch (await AskAsync(() => allocation.AskAsync(new CreatePool(wanted) { OnlyFirst = true }, Patience, cancellationToken), cancellationToken))
        {
            case PoolIsThere there:
                Log.PoolIsThere(logger, there.Spec.Name.Value, SettingsText.Of(there.Spec));
                break;
            case PoolAlreadyExists existing:
                Log.PoolDiffers(logger, wanted.Name.Value, SettingsText.Of(existing.Existing), SettingsText.Of(wanted));
                break;
            case PoolNotFound:
                Log.PoolWasDeleted(logger, wanted.Name.Value);
                break;
            case PoolIsClosing:
                break; // Somebody deletes it.
            case PoolOutcomeUnknown:
                throw new StartException("the pool coordinator does not answer; the log says why");
            case PoolRefusal refusal:
                throw new StartException($"the default pool cannot be made: {refusal.ToError(wanted.Name).Message}");
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What the pool is to be; null where that cannot be told, and there is one already.</summary>
    private async Task<PoolSpec?> ReadSourceAsync(CancellationToken cancellation)
    {
        try
        {
            return await source.ReadAsync(cancellation);
        }
        catch (StartException exception)
        {
            if (await AskAsync(() => allocation.AskAsync(new DescribePool(PoolName.Default), Patience, cancellation), cancellation) is not PoolIsThere there)
            {
                throw;
            }

            Log.PoolStays(logger, there.Spec.Name.Value, SettingsText.Of(there.Spec), exception.Message);
            return null;
        }
    }

    /// <summary>
    /// Asks until there is an answer. The pool coordinator has none while it begins again, behind another writer or after a moment without its journal.
    /// </summary>
    private async Task<PoolReply> AskAsync(Func<Task<PoolReply>> ask, CancellationToken cancellation)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            var reply = await ask();
            if (reply is not PoolOutcomeUnknown || time.GetElapsedTime(begin) > Patience)
            {
                return reply;
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 303, Level = LogLevel.Information, Message = "Pool '{Pool}' was deleted and is not made again; 'actornet pool create' does")]
        public static partial void PoolWasDeleted(ILogger logger, string pool);

        [LoggerMessage(EventId = 300, Level = LogLevel.Information, Message = "Pool '{Pool}': {Settings}")]
        public static partial void PoolIsThere(ILogger logger, string pool, string settings);

        [LoggerMessage(
            EventId = 301,
            Level = LogLevel.Warning,
            Message = "Pool '{Pool}' was made with other settings than the configured ones and keeps them. It has: {Existing}. Configured: {Configured}")]
        public static partial void PoolDiffers(ILogger logger, string pool, string existing, string configured);

        [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "Pool '{Pool}' stays as it is: {Existing}. {Problem}")]
        public static partial void PoolStays(ILogger logger, string pool, string existing, string problem);
    }
}
