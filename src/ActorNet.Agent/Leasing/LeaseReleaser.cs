using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Platform;
using ActorNet.Agent.State;
using ActorNet.Client;
using ActorNet.Client.Calls;
using ActorNet.Client.Pacing;
using ActorNet.Contracts.V1;
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
internal sealed partial class LeaseReleaser(StateKeeper state, CoordinatorClient client, string dockerSocket, TimeProvider clock, ILogger<LeaseReleaser> logger)
{
    private static readonly CallSettings Patience = new(TimeSpan.FromSeconds(3));

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2), Random.Shared);

    /// <summary>Gives the lease up; tells coordinators until one has answered or <paramref name="patience"/> is over.</summary>
    /// <exception cref="IOException">The lease cannot be erased; nothing was given up.</exception>
    /// <exception cref="HostInUseException">Another agent sets up this host's network; nothing was given up.</exception>
    public async Task<ReleaseOutcome> ReleaseAsync(string reason, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var claim = await HostRemoval.ClaimAsync(state.Current, cancellationToken);
        await state.UpdateAsync(saved => saved.GiveUpLease());
        var isClean = await CleanHostAsync(claim, cancellationToken);
        if (state.Current.UnansweredRelease == Epoch.None)
            return new ReleaseOutcome(isClean, IsAnswered: true);

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(patience);
        var isAnswered = await TellAsync(LeaseRequests.Release(state.Current, reason, Guid.NewGuid().ToString("n")), timeout.Token);
        if (isAnswered)
            await state.UpdateAsync(saved => saved.ReleaseAnswered());
        return new ReleaseOutcome(isClean, isAnswered);
    }

    private async Task<bool> CleanHostAsync(HostClaim? claim, CancellationToken cancellationToken)
    {
        var problems = await HostRemoval.RemoveAsync(state.Current, dockerSocket, claim, cancellationToken);
        foreach (var problem in problems)
            Log.NotRemoved(logger, problem.Message);
        if (problems.Count == 0)
            await state.UpdateAsync(saved => saved.OffTheHost());
        return problems.Count == 0;
    }

    private async Task<bool> TellAsync(ReleaseLeaseRequest request, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await TryTellAsync(request, cancellationToken))
                return true;

            await Task.Delay(_backoff.Next(), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private async Task<bool> TryTellAsync(ReleaseLeaseRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync((invoker, options) => new LeaseService.LeaseServiceClient(invoker).ReleaseLeaseAsync(request, options), Patience, cancellationToken);
            Log.Released(logger, request.Epoch);
            return true;
        }
        catch (CoordinatorCallException exception)
        {
            if (exception.Failures.Any(failure => failure.Error.Reason is ErrorReason.LeaseNotFound or ErrorReason.PoolNotFound or ErrorReason.EpochStale))
            {
                Log.NothingToRelease(logger, request.Epoch, ForeignText.Of(exception.Message));
                return true;
            }

            Log.ReleaseFailed(logger, ForeignText.Of(exception.Message));
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(120, LogLevel.Information, "The lease of epoch {Epoch} has ended.")]
        public static partial void Released(ILogger logger, long epoch);

        [LoggerMessage(121, LogLevel.Information, "There is no lease of epoch {Epoch} to end any more: {Reason}")]
        public static partial void NothingToRelease(ILogger logger, long epoch, string reason);

        [LoggerMessage(122, LogLevel.Warning, "The lease was not ended: {Reason}")]
        public static partial void ReleaseFailed(ILogger logger, string reason);

        [LoggerMessage(123, LogLevel.Error, "Not removed: {Reason}")]
        public static partial void NotRemoved(ILogger logger, string reason);
    }
}
