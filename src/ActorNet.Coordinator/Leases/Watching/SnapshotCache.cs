using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>
/// Encodes a pool's leases for all who connect at about the same time. A snapshot is given out again while nothing has changed, while it is being
/// made, and then for ten times as long as that took, at most a second: so encoding takes a tenth of the time however many connect, and a small
/// pool's snapshot is always new. What came after it follows as events. Thread-safe.
/// </summary>
internal sealed class SnapshotCache(LeaseDirectory directory, PoolName pool, TimeProvider time)
{
    private static readonly TimeSpan LongestUse = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Made? latest;

    /// <summary>A snapshot that is new enough, and that the directory's history covers.</summary>
    public async Task<PoolSnapshot> GetAsync()
    {
        Task<PoolSnapshot> snapshot;
        var view = directory.Current;
        var leases = view.State.Pools.GetValueOrDefault(pool);
        lock (gate)
        {
            if (latest is null || !IsGood(latest, view, leases))
            {
                latest = new Made(view, leases, time.GetTimestamp());
                latest.Begin(time);
            }

            if (ReferenceEquals(latest.Leases, leases) && latest.View.Incarnation == view.Incarnation)
            {
                snapshot = At(latest.Snapshot, Math.Max(view.State.Revision, latest.View.State.Revision));
            }
            else
            {
                snapshot = latest.Snapshot;
            }
        }

        return await snapshot;
    }

    /// <summary>Gives up what nobody has asked for since it was made a while ago.</summary>
    public void Trim()
    {
        lock (gate)
        {
            if (latest is { } made && time.GetElapsedTime(made.BegunAt) > LongestUse)
            {
                latest = null;
            }
        }
    }

    private bool IsGood(Made made, DirectoryView view, DirectoryPool? leases) =>
        !made.Snapshot.IsFaulted
        && made.View.Incarnation == view.Incarnation
        && view.History.Covers(made.View.State.Revision)
        && (ReferenceEquals(made.Leases, leases) || !made.Snapshot.IsCompleted || time.GetElapsedTime(made.BegunAt) <= made.GoodFor);

    /// <summary>Nothing of the pool has changed up to a later revision.</summary>
    private static async Task<PoolSnapshot> At(Task<PoolSnapshot> snapshot, long revision) => await snapshot with { Revision = revision };

    private sealed record Made(DirectoryView View, DirectoryPool? Leases, long BegunAt)
    {
        public Task<PoolSnapshot> Snapshot { get; private set; } = null!;

        public TimeSpan GoodFor { get; private set; }

        public void Begin(TimeProvider time) => Snapshot = Task.Run(() =>
        {
            var pieces = Leases is { } pool ? WatchEncoding.Pieces(pool.Leases.After(node: null).Where(lease => lease.IsHeld), pool.Spec) : [default];
            var took = time.GetElapsedTime(BegunAt);
            GoodFor = took * 10 < LongestUse ? took * 10 : LongestUse;
            return new PoolSnapshot(pieces, View.State.Revision, View.Incarnation);
        });
    }
}
