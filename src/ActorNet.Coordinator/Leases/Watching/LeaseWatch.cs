using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using Grpc.Core;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>
/// One caller's watch of one pool. It keeps no queue, only the revision that the caller knows and its place in the ring; when that has moved on
/// without it, the caller is told so and gets a snapshot (S5).
/// </summary>
internal sealed class LeaseWatch(LeaseDirectory directory, WatchHub hub, IServerStreamWriter<EncodedMessage> stream)
{
    private long known;
    private int incarnation;

    /// <summary>Runs until it is cancelled, or the pool is gone.</summary>
    /// <param name="resumeRevision">What the caller knows; 0 for nothing.</param>
    /// <param name="isKnownRevision">Whether there is such a revision: another replica may have got further than this one.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RpcException">POOL_NOT_FOUND: it is gone.</exception>
    public async Task RunAsync(long resumeRevision, bool isKnownRevision, CancellationToken cancellation)
    {
        if (resumeRevision == 0)
        {
            await SendSnapshotAsync(SnapshotReason.Requested, cancellation);
        }
        else if (!isKnownRevision)
        {
            await SendSnapshotAsync(SnapshotReason.UnknownRevision, cancellation);
        }
        else
        {
            await ResumeAsync(resumeRevision, cancellation);
        }

        while (true)
        {
            // What the ring does not cover any more may still be in the directory's history: a long snapshot takes its time to be read.
            while (hub.Ring.Find(known) is null)
            {
                if (!await CatchUpAsync(cancellation))
                {
                    var isAnew = directory.Current.Incarnation != incarnation;
                    await SendSnapshotAsync(isAnew ? SnapshotReason.Resynchronised : SnapshotReason.SlowWatcher, cancellation);
                }
            }

            await SendSnapshotAsync(await FollowAsync(cancellation), cancellation);
        }
    }

    private async Task ResumeAsync(long revision, CancellationToken cancellation)
    {
        var view = directory.Current;
        (known, incarnation) = (revision, view.Incarnation);
        if (!view.History.Covers(revision))
        {
            await SendSnapshotAsync(SnapshotReason.Compacted, cancellation);
        }
        else if (!view.History.ChangesAfter(revision).Any(change => change.Pool == hub.Pool.Name))
        {
            known = Math.Max(known, view.State.Revision);
            await stream.WriteAsync(hub.Progress(view with { State = view.State with { Revision = known } }).For(known, hub.Pool)!, cancellation);
        }
    }

    /// <summary>Sends what the ring brings, until the caller has to begin anew.</summary>
    private async Task<SnapshotReason> FollowAsync(CancellationToken cancellation)
    {
        if (hub.Ring.Find(known) is not { } number)
        {
            return SnapshotReason.SlowWatcher;
        }

        while (true)
        {
            var step = hub.Ring.Get(number, incarnation);
            switch (step.Kind)
            {
                case WatchStepKind.Batch:
                    await SendAsync(step.Batch!, cancellation);
                    number++;
                    break;
                case WatchStepKind.Wait:
                    await step.Next.WaitAsync(cancellation);
                    break;
                case WatchStepKind.Ended:
                    throw ServiceErrors.PoolNotFound(hub.Pool.Name).ToRpcException();
                case WatchStepKind.Behind:
                    return SnapshotReason.SlowWatcher;
                default:
                    return SnapshotReason.Resynchronised;
            }
        }
    }

    /// <summary>Sends what the history has and the ring has not; false where the history has it not either.</summary>
    private async Task<bool> CatchUpAsync(CancellationToken cancellation)
    {
        var view = directory.Current;
        if (view.Incarnation != incarnation || hub.CatchUps.After(known, view) is not { } batches)
        {
            return false;
        }

        foreach (var batch in batches)
        {
            await SendAsync(batch, cancellation);
        }

        if (batches.Count == 0)
        {
            known = Math.Max(known, view.State.Revision);
        }

        return true;
    }

    private async Task SendSnapshotAsync(SnapshotReason reason, CancellationToken cancellation)
    {
        var snapshot = await hub.Snapshots.GetAsync();
        foreach (var message in snapshot.Messages(reason))
        {
            await stream.WriteAsync(message, cancellation);
        }

        (known, incarnation) = (snapshot.Revision, snapshot.Incarnation);
    }

    private async Task SendAsync(WatchBatch batch, CancellationToken cancellation)
    {
        if (batch.For(known, hub.Pool) is { } message)
        {
            await stream.WriteAsync(message, cancellation);
            known = batch.Revision;
        }
    }
}
