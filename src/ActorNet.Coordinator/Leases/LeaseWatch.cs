using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using Grpc.Core;

namespace ActorNet.Coordinator.Leases;

/// <summary>
/// One caller's watch of one pool. It keeps no queue, only the revision that the caller knows; each step takes the directory's view of the
/// moment and sends what is newer. When the view no longer has all of that, the caller is told so and gets a snapshot (S5).
/// </summary>
internal sealed class LeaseWatch(LeaseDirectory directory, PoolSpec pool, IServerStreamWriter<WatchLeasesResponse> stream, TimeProvider time)
{
    private const int MaxLeases = 1000;

    /// <summary>The contract promises 30 s.</summary>
    private static readonly TimeSpan ProgressAfter = TimeSpan.FromSeconds(20);

    private DirectoryView view = directory.Current;
    private long known;
    private long lastSent;

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="resumeRevision">What the caller knows; 0 for nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(long resumeRevision, CancellationToken cancellation)
    {
        known = resumeRevision;
        if (ReasonToStartAnew(resumeRevision) is { } reason)
        {
            await SendSnapshotAsync(reason, cancellation);
        }
        else if (!await SendEventsAsync(cancellation))
        {
            await SendProgressAsync(cancellation);
        }

        while (true)
        {
            var before = view;
            if (!await WaitAsync(before.Next, cancellation))
            {
                await SendProgressAsync(cancellation);
                continue;
            }

            view = directory.Current;
            if (view.Incarnation != before.Incarnation)
            {
                await SendSnapshotAsync(SnapshotReason.Resynchronised, cancellation);
            }
            else if (!view.Log.Covers(known))
            {
                await SendSnapshotAsync(SnapshotReason.SlowWatcher, cancellation);
            }
            else
            {
                await SendEventsAsync(cancellation);
            }
        }
    }

    private SnapshotReason? ReasonToStartAnew(long resumeRevision) =>
        resumeRevision == 0 ? SnapshotReason.Requested
        : resumeRevision > view.State.Revision ? SnapshotReason.UnknownRevision
        : !view.Log.Covers(resumeRevision) ? SnapshotReason.Compacted
        : null;

    private async Task SendSnapshotAsync(SnapshotReason reason, CancellationToken cancellation)
    {
        var snapshot = new LeaseSnapshot { First = true, Reason = reason };
        var budget = new PieceBudget(MaxLeases);
        foreach (var lease in HeldLeases())
        {
            var message = LeaseMessages.From(lease, pool);
            if (!budget.TryTake(message))
            {
                await SendAsync(new WatchLeasesResponse { Snapshot = snapshot }, view.State.Revision, cancellation);
                snapshot = new LeaseSnapshot { Reason = reason };
                budget = new PieceBudget(MaxLeases);
                budget.TryTake(message);
            }

            snapshot.Leases.Add(message);
        }

        snapshot.Last = true;
        await SendAsync(new WatchLeasesResponse { Snapshot = snapshot }, view.State.Revision, cancellation);
    }

    /// <summary>Sends what is newer than what the caller knows.</summary>
    /// <returns>Whether there was anything.</returns>
    private async Task<bool> SendEventsAsync(CancellationToken cancellation)
    {
        var events = new LeaseEvents();
        var budget = new PieceBudget(MaxLeases);
        var complete = known;
        foreach (var change in view.Log.After(known).Where(change => change.Pool == pool.Name))
        {
            var message = change.ToMessage(pool);

            // What was written at one revision is not torn apart: a caller that stops in between could not say where it is.
            if (!budget.TryTake(message) && change.Revision > complete)
            {
                await SendAsync(new WatchLeasesResponse { Events = events }, complete, cancellation);
                events = new LeaseEvents();
                budget = new PieceBudget(MaxLeases);
                budget.TryTake(message);
            }

            events.Events.Add(message);
            complete = change.Revision;
        }

        if (events.Events.Count == 0)
        {
            known = Math.Max(known, view.State.Revision);
            return false;
        }

        await SendAsync(new WatchLeasesResponse { Events = events }, view.State.Revision, cancellation);
        return true;
    }

    private Task SendProgressAsync(CancellationToken cancellation) =>
        SendAsync(new WatchLeasesResponse { Progress = new WatchProgress() }, known, cancellation);

    private async Task SendAsync(WatchLeasesResponse response, long revision, CancellationToken cancellation)
    {
        response.Revision = revision;
        await stream.WriteAsync(response, cancellation);
        known = revision;
        lastSent = time.GetTimestamp();
    }

    /// <summary>Waits for a newer view; false when the caller should hear something first.</summary>
    private async Task<bool> WaitAsync(Task next, CancellationToken cancellation)
    {
        if (next.IsCompleted)
        {
            cancellation.ThrowIfCancellationRequested();
            return true;
        }

        var left = ProgressAfter - time.GetElapsedTime(lastSent);
        try
        {
            await next.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private IEnumerable<DirectoryLease> HeldLeases() => view.State.Pools.TryGetValue(pool.Name, out var current)
        ? current.Leases.After(node: null).Where(lease => lease.IsHeld)
        : [];
}
