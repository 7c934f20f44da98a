using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Hosting;

namespace ActorNet.Coordinator.Pools;

/// <summary>Makes the default pool at the first start. One that is there already stays as it is, whatever the options say now.</summary>
internal sealed partial class DefaultPool(AllocationClient allocation, CoordinatorOptions options, ILogger<DefaultPool> logger) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var wanted = options.DefaultPool;
        switch (await allocation.AskAsync(new CreatePool(wanted), Patience, cancellationToken))
        {
            case PoolIsThere there:
                Log.PoolIsThere(logger, there.Spec.Name.Value, SettingsText.Of(there.Spec));
                break;
            case PoolAlreadyExists existing:
                Log.PoolDiffers(logger, wanted.Name.Value, SettingsText.Of(existing.Existing), SettingsText.Of(wanted));
                break;
            case PoolOutcomeUnknown:
                throw new StartException("the pool coordinator does not answer; the log says why");
            case PoolRefusal refusal:
                throw new StartException($"the default pool cannot be made: {refusal.ToError(wanted.Name).Message}");
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(EventId = 300, Level = LogLevel.Information, Message = "Pool '{Pool}': {Settings}")]
        public static partial void PoolIsThere(ILogger logger, string pool, string settings);

        [LoggerMessage(
            EventId = 301,
            Level = LogLevel.Warning,
            Message = "Pool '{Pool}' was made with other settings than the configured ones and keeps them. It has: {Existing}. Configured: {Configured}")]
        public static partial void PoolDiffers(ILogger logger, string pool, string existing, string configured);
    }
}
