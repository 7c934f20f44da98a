using ActorNet.Agent.Liveness;
using ActorNet.Agent.Platform;
using ActorNet.Client;
using ActorNet.Client.Calls;
using ActorNet.Client.Connections;
using ActorNet.Client.Endpoints;
using ActorNet.Client.Pacing;
using ActorNet.Contracts.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Peers;

/// <summary>Keeps a watch on the pool's leases open, with whichever coordinator serves it, and hands on what it shows.</summary>
internal sealed partial class PeerWatcher(
    string firstPool, CoordinatorClient client, TimeProvider clock, Action<PeerView> publish, Heartbeats heartbeats, ILogger<PeerWatcher> logger)
{
    /// <summary>The contract promises a message every 30 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(75);
    private static readonly string Silence = $"no message for {Patience.TotalSeconds} s";

    /// <summary>Two replicas, of which one renews leases but cannot show them, must not be changed between all the time.</summary>
    private static readonly TimeSpan LeastStay = TimeSpan.FromMinutes(1);

    /// <summary>What comes before a stream: a pause, and looking for a coordinator.</summary>
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(45);

    /// <summary>A stream that lived that long was a good one: after its end the next is tried soon.</summary>
    private static readonly TimeSpan GoodStay = TimeSpan.FromSeconds(10);

    /// <summary>While messages come one after the other, what they show is handed on after so long.</summary>
    private static readonly TimeSpan LongestCollecting = TimeSpan.FromMilliseconds(100);

    private readonly MessageAllowance _allowance = new(clock);
    private readonly RefusalLog _refusals = new(logger, clock);
    private readonly Lock _gate = new();
    private PeerFollower _follower = new();
    private string _pool = firstPool;
    private string _watched = firstPool;
    private CancellationTokenSource? _stream;
    // Half a second spreads the watchers of a replica that died, and is over before anybody misses them.
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5), Random.Shared);
    private string? _failure;
    private long _openedAt;
    private long _publishedAt;
    private bool _isChanged;
    private long _revision;
    private Heartbeat? _heartbeat;

    /// <summary>Up to where all other nodes are known; 0: they are not yet. For any thread.</summary>
    public long Revision => Volatile.Read(ref _revision);

    /// <summary>What was refused of what coordinators tell. For any thread.</summary>
    public Refusals Refusals => _refusals.All;

    /// <summary>Watches this pool from now on: the one that the lease is of, which the coordinators may have chosen. From any thread.</summary>
    public void Follow(string pool)
    {
        lock (_gate)
        {
            if (IsSame(pool, _pool))
                return;

            _pool = pool;
            _stream?.Cancel();
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _heartbeat = heartbeats.Add("nodes", Patience + LongestSearch);
        while (true)
        {
            _heartbeat.Beat();
            // Before the first watch as well: nodes that are switched on together do not ask for a snapshot in the same moment.
            await Task.Delay(_backoff.Next(), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return;

            await WatchOnceAsync(cancellationToken);
        }
    }

    private async Task WatchOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var connection = await client.ConnectAsync([], cancellationToken);
            if (connection is null || await FollowAsync(connection, cancellationToken) is not { } failure || cancellationToken.IsCancellationRequested)
                return;

            connection.NoteFailure();
            NoteFailure($"{connection.Replica}: {failure}");
        }
        catch (CoordinatorCallException exception)
        {
            NoteFailure(exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops.
        }
    }

    /// <summary>Follows one stream to its end and says why it ended; null: it was left for a replica that suits this node better.</summary>
    private async Task<string?> FollowAsync(ReplicaConnection connection, CancellationToken cancellationToken)
    {
        using var other = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(other.Token);
        try
        {
            var pool = Begin(other);
            _follower.StreamBegins();
            _openedAt = clock.GetTimestamp();
            silence.CancelAfter(Patience);
            using var call = new LeaseService.LeaseServiceClient(connection.Invoker).WatchLeases(
                new WatchLeasesRequest { Pool = pool, ResumeRevision = _follower.Revision }, cancellationToken: silence.Token);
            var next = call.ResponseStream.MoveNext(silence.Token);
            while (await next)
            {
                _heartbeat!.Beat();
                silence.CancelAfter(Patience);
                var response = call.ResponseStream.Current;
                if (Take(connection, response))
                    return null;

                if (_allowance.Take(response.CalculateSize()) is var pause && pause > TimeSpan.Zero)
                    await Task.Delay(pause, clock, silence.Token);
                next = call.ResponseStream.MoveNext(silence.Token);
                if (!next.IsCompleted || clock.GetElapsedTime(_publishedAt) >= LongestCollecting)
                    Publish();
            }

            return "the coordinator ended the stream";
        }
        catch (RpcException exception)
        {
            return other.IsCancellationRequested ? null : silence.IsCancellationRequested ? Silence : EndpointFailure.Of(connection.Replica, exception).Error.Message;
        }
        catch (WatchBrokenException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException)
        {
            return other.IsCancellationRequested ? null : Silence;
        }
        finally
        {
            Publish();
            if (clock.GetElapsedTime(_openedAt) >= GoodStay)
                _backoff.Reset();
            lock (_gate)
                _stream = null;
        }
    }

    /// <summary>Hands on what is known, if that has changed.</summary>
    private void Publish()
    {
        if (!_isChanged)
            return;

        _isChanged = false;
        _publishedAt = clock.GetTimestamp();
        publish(_follower.View);
    }

    /// <summary>The pool to watch; what is known of another one's nodes says nothing of it.</summary>
    private string Begin(CancellationTokenSource stream)
    {
        lock (_gate)
        {
            _stream = stream;
            if (!IsSame(_watched, _pool))
                _follower = new PeerFollower();

            return _watched = _pool;
        }
    }

    private static bool IsSame(string one, string other) => NameOf(one) == NameOf(other);

    /// <summary>The contract's name for an empty one.</summary>
    private static string NameOf(string pool) => pool.Length > 0 ? pool : "default";

    /// <summary>Takes a message in. True where the client has chosen another replica since and this is a good moment to follow it.</summary>
    private bool Take(ReplicaConnection connection, WatchLeasesResponse response)
    {
        var faults = new List<string>();
        _isChanged |= _follower.Take(response, faults);
        Volatile.Write(ref _revision, _follower.IsComplete ? _follower.Revision : 0);
        foreach (var fault in faults)
            _refusals.Note(connection.Replica, fault);

        connection.NoteAnswer();
        if (_failure is not null)
            Log.Following(logger, connection.Replica);
        _failure = null;
        if (response.ContentCase == WatchLeasesResponse.ContentOneofCase.Snapshot && response.Snapshot.Last)
            Log.Snapshot(logger, _follower.Revision, response.Snapshot.Reason);
        return !_follower.IsInSnapshot && client.Choice != connection.Replica && clock.GetElapsedTime(_openedAt) >= LeastStay;
    }

    private void NoteFailure(string failure)
    {
        failure = ForeignText.Of(failure);
        if (failure != _failure)
            Log.Lost(logger, failure);
        _failure = failure;
    }

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Warning, "The watch of other nodes ended ({Reason}); what is known stays in force.")]
        public static partial void Lost(ILogger logger, string reason);

        [LoggerMessage(301, LogLevel.Information, "Watching other nodes at {Coordinator} again.")]
        public static partial void Following(ILogger logger, ReplicaAddress coordinator);

        [LoggerMessage(302, LogLevel.Debug, "All nodes are known as of revision {Revision} ({Reason}).")]
        public static partial void Snapshot(ILogger logger, long revision, SnapshotReason reason);
    }
}
