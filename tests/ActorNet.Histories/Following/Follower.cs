using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Histories.Recording;
using Grpc.Core;

namespace ActorNet.Histories.Following;

/// <summary>Follows the watch of the default pool at one coordinator after another, each time from where it was, and writes down every step.</summary>
public sealed class Follower : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string name;
    private readonly History history;
    private readonly FollowerManners manners;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task following;
    private long revision;
    private bool isInSnapshot;

    /// <summary>Starts it.</summary>
    /// <param name="name">What it is called in the history.</param>
    /// <param name="history">Where steps are written down.</param>
    /// <param name="coordinators">All of them, in the order in which it visits them.</param>
    /// <param name="manners">How it behaves.</param>
    public Follower(string name, History history, IReadOnlyList<CallInvoker> coordinators, FollowerManners manners)
    {
        (this.name, this.history, this.manners) = (name, history, manners);
        following = Task.Run(() => FollowAsync(coordinators));
    }

    /// <summary>What it is called in the history.</summary>
    public string Name => name;

    /// <summary>Up to where it knows everything.</summary>
    public long Revision => Interlocked.Read(ref revision);

    /// <summary>How many streams brought something.</summary>
    public int Streams { get; private set; }

    /// <summary>Goes away for good, wherever it is.</summary>
    public async Task LeaveAsync()
    {
        await DisposeAsync();
        history.Record(new Watched(name, Revision, WatchStep.Stopped));
    }

    /// <summary>Follows no further; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!stopping.IsCancellationRequested)
        {
            await stopping.CancelAsync();
        }

        await following;
        stopping.Dispose();
    }

    private async Task FollowAsync(IReadOnlyList<CallInvoker> coordinators)
    {
        for (var index = 0; !stopping.IsCancellationRequested; index++)
        {
            if (await FollowAsync(new LeaseService.LeaseServiceClient(coordinators[index % coordinators.Count])))
            {
                Streams++;
            }
            else
            {
                await Task.Delay(Pause, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            EndStream();
        }
    }

    private async Task<bool> FollowAsync(LeaseService.LeaseServiceClient coordinator)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        end.CancelAfter(manners.Stay);
        var isAnswered = false;
        try
        {
            using var call = coordinator.WatchLeases(new WatchLeasesRequest { ResumeRevision = Revision }, cancellationToken: end.Token);
            await foreach (var message in call.ResponseStream.ReadAllAsync(end.Token))
            {
                isAnswered = true;
                Take(message);
                await Task.Delay(manners.Slowness, end.Token);
            }
        }
        catch (RpcException)
        {
            // The coordinator is gone, or it is time for the next one.
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // It is time for the next one.
        }

        return isAnswered;
    }

    /// <summary>Half a snapshot is worth nothing.</summary>
    private void EndStream()
    {
        if (isInSnapshot)
        {
            isInSnapshot = false;
            Interlocked.Exchange(ref revision, 0);
        }

        history.Record(new Watched(name, Revision, WatchStep.Resume));
    }

    private void Take(WatchLeasesResponse message)
    {
        switch (message.ContentCase)
        {
            case WatchLeasesResponse.ContentOneofCase.Snapshot:
                TakePiece(message.Snapshot, message.Revision);
                return;
            case WatchLeasesResponse.ContentOneofCase.Events:
                foreach (var change in message.Events.Events)
                {
                    Record(change.Type == LeaseEventType.Put ? WatchStep.Put : WatchStep.Delete, change.Lease);
                }

                break;
        }

        history.Record(new Watched(name, message.Revision, WatchStep.Progress));
        Interlocked.Exchange(ref revision, message.Revision);
    }

    private void TakePiece(LeaseSnapshot piece, long at)
    {
        if (piece.First)
        {
            if (piece.Reason != SnapshotReason.Requested)
            {
                history.Record(new Watched(name, at, WatchStep.Resync));
            }

            history.Record(new Watched(name, at, WatchStep.SnapshotBegin));
            isInSnapshot = true;
        }

        foreach (var lease in piece.Leases)
        {
            Record(WatchStep.Put, lease);
        }

        if (piece.Last)
        {
            history.Record(new Watched(name, at, WatchStep.SnapshotEnd));
            isInSnapshot = false;
            Interlocked.Exchange(ref revision, at);
        }
    }

    private void Record(WatchStep step, Lease lease) =>
        history.Record(new Watched(name, lease.Revision, step, lease.NodeId, [.. lease.Subnets.Select(Prefix.Parse)], lease.Epoch));
}
