using ActorNet.Agent.Coordinators;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Identity;
using ActorNet.Agent.State;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Leasing;

/// <summary>How a release ended.</summary>
/// <param name="HostIsClean">Whether all that the agent made on this host is gone.</param>
/// <param name="IsAnswered">Whether a coordinator has ended the lease, or there was none to end.</param>
internal readonly record struct ReleaseOutcome(bool HostIsClean, bool IsAnswered);

/// <summary>
/// Gives the lease up, in the order of <c>safety.md</c> rule 7: first it is erased and its epoch burnt, on the disk; then the host stops using
/// it; only then is anybody told. Can be repeated until it has succeeded.
/// </summary>
internal sealed partial class LeaseReleaser(StateKeeper state, CoordinatorSet coordinators, TimeProvider clock, ILogger<LeaseReleaser> logger)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

    private readonly CoordinatorCursor _cursor = new(coordinators);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2), Random.Shared);

    /// <summary>Gives the lease up; tells coordinators until one has answered or <paramref name="patience"/> is over.</summary>
    /// <exception cref="IOException">The lease cannot be erased; nothing was given up.</exception>
    public async Task<ReleaseOutcome> ReleaseAsync(string reason, TimeSpan patience, CancellationToken cancellationToken)
    {
        await state.UpdateAsync(saved => saved.GiveUpLease());
        var isClean = await CleanHostAsync(cancellationToken);
        if (state.Current.UnansweredRelease == Epoch.None)
            return new ReleaseOutcome(isClean, IsAnswered: true);

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(patience);
        var isAnswered = await TellAsync(LeaseRequests.Release(state.Current, reason, Guid.NewGuid().ToString("n")), timeout.Token);
        if (isAnswered)
            await state.UpdateAsync(saved => saved with { UnansweredRelease = Epoch.None });
        return new ReleaseOutcome(isClean, isAnswered);
    }

    private async Task<bool> CleanHostAsync(CancellationToken cancellationToken)
    {
        var problems = await HostCleaner.CleanAsync(state.Current.Footprint, cancellationToken);
        foreach (var problem in problems)
            Log.NotRemoved(logger, problem.Message);
        if (problems.Count == 0)
            await state.UpdateAsync(saved => saved with { Footprint = Footprint.Empty });
        return problems.Count == 0;
    }

    private async Task<bool> TellAsync(ReleaseLeaseRequest request, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await TryTellAsync(_cursor.Current, request, cancellationToken))
                return true;

            _cursor.MoveOn();
            await Task.Delay(_backoff.Next(), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private async Task<bool> TryTellAsync(Coordinator coordinator, ReleaseLeaseRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await coordinator.Leases.ReleaseLeaseAsync(request, deadline: DateTime.UtcNow + CallTimeout, cancellationToken: cancellationToken);
            Log.Released(logger, request.Epoch);
            return true;
        }
        catch (RpcException exception)
        {
            var error = ServiceError.From(exception);
            if (error.Reason is ErrorReason.LeaseNotFound or ErrorReason.PoolNotFound or ErrorReason.EpochStale)
            {
                Log.NothingToRelease(logger, request.Epoch, error.Message);
                return true;
            }

            if (!cancellationToken.IsCancellationRequested)
                Log.ReleaseFailed(logger, coordinator, error.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(120, LogLevel.Information, "The lease of epoch {Epoch} has ended.")]
        public static partial void Released(ILogger logger, long epoch);

        [LoggerMessage(121, LogLevel.Information, "There is no lease of epoch {Epoch} to end any more: {Reason}")]
        public static partial void NothingToRelease(ILogger logger, long epoch, string reason);

        [LoggerMessage(122, LogLevel.Warning, "{Coordinator} did not end the lease: {Reason}")]
        public static partial void ReleaseFailed(ILogger logger, Coordinator coordinator, string reason);

        [LoggerMessage(123, LogLevel.Error, "Not removed: {Reason}")]
        public static partial void NotRemoved(ILogger logger, string reason);
    }
}
