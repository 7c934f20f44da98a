using ActorNet.Agent.Coordinators;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Peers;

/// <summary>Keeps a watch on the pool's leases open, with whichever coordinator serves it, and hands on what it shows.</summary>
internal sealed partial class PeerWatcher(
    string pool, CoordinatorSet coordinators, TimeProvider clock, Action<PeerView> publish, ILogger<PeerWatcher> logger)
{
    /// <summary>The contract promises a message every 30 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(75);

    private readonly PeerFollower _follower = new();
    private readonly CoordinatorCursor _cursor = new(coordinators);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), Random.Shared);
    private string? _failure;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var failure = await FollowAsync(cancellationToken);
            if (cancellationToken.IsCancellationRequested)
                return;

            if (failure != _failure)
                Log.Lost(logger, _cursor.Current, failure);
            _failure = failure;
            _cursor.MoveOn();
            await Task.Delay(_backoff.Next(), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Follows one stream to its end and says why it ended.</summary>
    private async Task<string> FollowAsync(CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            _follower.StreamBegins();
            silence.CancelAfter(Patience);
            using var call = _cursor.Current.Leases.WatchLeases(
                new WatchLeasesRequest { Pool = pool, ResumeRevision = _follower.Revision }, cancellationToken: silence.Token);
            await foreach (var response in call.ResponseStream.ReadAllAsync(silence.Token))
            {
                silence.CancelAfter(Patience);
                Take(response);
            }

            return "the coordinator ended the stream";
        }
        catch (RpcException exception)
        {
            return ServiceError.From(exception).Message;
        }
        catch (WatchBrokenException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException)
        {
            return $"no message for {Patience.TotalSeconds} s";
        }
    }

    private void Take(WatchLeasesResponse response)
    {
        var faults = new List<string>();
        var changed = _follower.Take(response, faults);
        foreach (var fault in faults)
            Log.Refused(logger, _cursor.Current, fault);

        _backoff.Reset();
        if (_failure is not null)
            Log.Following(logger, _cursor.Current);
        _failure = null;
        if (response.ContentCase == WatchLeasesResponse.ContentOneofCase.Snapshot && response.Snapshot.Last)
            Log.Snapshot(logger, _follower.Revision, response.Snapshot.Reason);
        if (changed)
            publish(_follower.View);
    }

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Warning, "The watch of other nodes at {Coordinator} ended: {Reason} What is known stays in force.")]
        public static partial void Lost(ILogger logger, Coordinator coordinator, string reason);

        [LoggerMessage(301, LogLevel.Information, "Watching other nodes at {Coordinator} again.")]
        public static partial void Following(ILogger logger, Coordinator coordinator);

        [LoggerMessage(302, LogLevel.Debug, "All nodes are known as of revision {Revision} ({Reason}).")]
        public static partial void Snapshot(ILogger logger, long revision, SnapshotReason reason);

        [LoggerMessage(303, LogLevel.Warning, "{Coordinator} sent what cannot be: {Fault}")]
        public static partial void Refused(ILogger logger, Coordinator coordinator, string fault);
    }
}
