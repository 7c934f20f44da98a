using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>
/// Follows the directory for all watchers of one pool: what changes is encoded once, put together with what comes within a moment, and laid
/// into the <see cref="WatchRing"/> from which every watcher sends it.
/// </summary>
internal sealed class WatchHub
{
    /// <summary>The first change after a silence goes out at once, those behind it together.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(15);

    /// <summary>The contract promises 30 s.</summary>
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(20);

    private readonly LeaseDirectory directory;
    private readonly TimeProvider time;
    private DirectoryView view;
    private volatile PoolSpec pool;
    private long progressAt;

    /// <summary>Makes one that runs until it is cancelled.</summary>
    public WatchHub(LeaseDirectory directory, PoolSpec pool, WatchLimits limits, TimeProvider time, CancellationToken cancellation)
    {
        (this.directory, this.time, this.pool, view, progressAt) = (directory, time, pool, directory.Current, time.GetTimestamp());
        Ring = new WatchRing(limits, view.Incarnation, view.State.Revision);
        Snapshots = new SnapshotCache(directory, pool.Name, time);
        CatchUps = new CatchUps(Ring, () => Pool);
        Running = Task.Run(() => RunAsync(cancellation), CancellationToken.None);
    }

    /// <summary>The pool as it is, or as it was when it was deleted.</summary>
    public PoolSpec Pool => pool;

    public WatchRing Ring { get; }

    public SnapshotCache Snapshots { get; }

    public CatchUps CatchUps { get; }

    /// <summary>Ends when it has been cancelled, or the pool is gone.</summary>
    public Task Running { get; }

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (!IsGoneFrom(view))
            {
                await WaitForNewsAsync(cancellation);
                Publish(directory.Current);
                await Task.Delay(Pace, time, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // It was asked to end.
        }

        Ring.End();
    }

    private bool IsGoneFrom(DirectoryView current) =>
        !current.State.Pools.TryGetValue(Pool.Name, out var present) || present.Spec.Generation != Pool.Generation;

    private async Task WaitForNewsAsync(CancellationToken cancellation)
    {
        var left = ProgressEvery - time.GetElapsedTime(progressAt);
        var patience = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        await view.Next.WaitAsync(patience, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    private void Publish(DirectoryView current)
    {
        var before = view;
        view = current;
        if (!IsGoneFrom(current))
        {
            pool = current.State.Pools[Pool.Name].Spec;
        }

        var known = before.State.Revision;
        if (current.Incarnation != before.Incarnation || !current.History.Covers(known))
        {
            Ring.StartAnew(current.Incarnation, current.State.Revision);
        }
        else
        {
            LeaseChange[] changes = [.. current.History.ChangesAfter(known).Where(change => change.Pool == Pool.Name)];
            foreach (var batch in WatchEncoding.Events(changes, current.State.Revision, Pool))
            {
                Ring.Add(batch);
            }
        }

        if (time.GetElapsedTime(progressAt) >= ProgressEvery)
        {
            progressAt = time.GetTimestamp();
            Ring.Add(Progress(current));
            Snapshots.Trim();
        }
    }

    /// <summary>Word of how far a view goes, and of what is held there.</summary>
    public WatchBatch Progress(DirectoryView current)
    {
        var digest = current.State.Pools.GetValueOrDefault(Pool.Name)?.Tally.Digest ?? default;
        return new WatchBatch([], current.State.Revision, WatchEncoding.Progress(current.State.Revision, digest));
    }
}
