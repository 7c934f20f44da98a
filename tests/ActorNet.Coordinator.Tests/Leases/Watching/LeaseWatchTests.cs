using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Leases.Watching;
using ActorNet.Coordinator.Tests.Directory;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Leases.Watching;

public sealed class LeaseWatchTests : IDisposable
{
    private static readonly WatchLimits Tight = new(Batches: 2, Bytes: 1 << 20);

    private readonly Events events = new();
    private readonly LeaseDirectory directory = new(TimeProvider.System, new HistoryLimits(Segment: 2, Always: 2, AtMost: 4, TimeSpan.Zero));
    private readonly Caller caller = new();
    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        ending.Cancel();
        ending.Dispose();
    }

    [Fact]
    public async Task A_caller_that_falls_too_far_behind_gets_a_snapshot_that_says_so()
    {
        directory.Apply([events.PoolCreated()]);
        var hub = Hub(directory, Tight);
        Watch(directory, hub, 0);
        await caller.ReadAsync();
        directory.Apply([events.Granted("a", 1, "10.0.1.0/24")]);
        await caller.HasOneToReadAsync();

        // The caller has not taken the first event yet, and more messages come than are kept.
        for (var number = 2; number < 8; number++)
        {
            await PublishAsync(hub, events.Granted($"n{number}", number, $"10.0.{number}.0/24"));
        }

        var late = await caller.ReadAsync();
        var anew = await caller.ReadAsync();

        Assert.Equal("a", Assert.Single(late.Events.Events).Lease.NodeId);
        Assert.Equal((SnapshotReason.SlowWatcher, true, true), (anew.Snapshot.Reason, anew.Snapshot.First, anew.Snapshot.Last));
        Assert.Equal(["a", "n2", "n3", "n4", "n5", "n6", "n7"], anew.Snapshot.Leases.Select(lease => lease.NodeId));
        Assert.Equal(directory.Current.State.Revision, anew.Revision);
    }

    [Fact]
    public async Task A_caller_goes_on_with_the_events_behind_its_snapshot()
    {
        directory.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24")]);
        Watch(directory, Hub(directory), 0);

        var snapshot = await caller.ReadAsync();
        directory.Apply([events.Granted("b", 2, "10.0.2.0/24"), events.Released("a", 1)]);
        var after = await caller.ReadAsync();

        Assert.Equal(["a"], snapshot.Snapshot.Leases.Select(lease => lease.NodeId));
        Assert.Equal(
            [(LeaseEventType.Put, "b", 3L), (LeaseEventType.Delete, "a", 4L)],
            after.Events.Events.Select(change => (change.Type, change.Lease.NodeId, change.Lease.Revision)));
        Assert.Equal(4, after.Revision);
    }

    [Fact]
    public async Task A_revision_within_a_batch_is_gone_on_from_without_a_repetition()
    {
        directory.Apply([events.PoolCreated()]);
        var hub = Hub(directory);
        await PublishAsync(hub, events.Granted("a", 1, "10.0.1.0/24"), events.Granted("b", 2, "10.0.2.0/24"), events.Granted("c", 3, "10.0.3.0/24"));

        Watch(directory, hub, 3);

        Assert.Equal("c", Assert.Single((await caller.ReadAsync()).Events.Events).Lease.NodeId);
    }

    [Fact]
    public async Task A_caller_that_comes_back_before_anybody_else_watches_catches_up_from_the_history()
    {
        directory.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24")]);
        directory.Apply([events.Granted("b", 2, "10.0.2.0/24"), events.Granted("c", 3, "10.0.3.0/24")]);
        Watch(directory, Hub(directory), 3);

        Assert.Equal("c", Assert.Single((await caller.ReadAsync()).Events.Events).Lease.NodeId);
        directory.Apply([events.Granted("d", 4, "10.0.4.0/24")]);
        Assert.Equal("d", Assert.Single((await caller.ReadAsync()).Events.Events).Lease.NodeId);
    }

    [Fact]
    public async Task A_revision_ahead_of_this_replica_waits_for_what_comes_behind_it()
    {
        directory.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24")]);
        var hub = Hub(directory);
        Watch(directory, hub, 3);
        var progress = await caller.ReadAsync();
        directory.Apply([events.Granted("seen elsewhere".Replace(' ', '-'), 2, "10.0.2.0/24"), events.Granted("c", 3, "10.0.3.0/24")]);

        Assert.Equal((WatchLeasesResponse.ContentOneofCase.Progress, 3L), (progress.ContentCase, progress.Revision));
        Assert.Equal("c", Assert.Single((await caller.ReadAsync()).Events.Events).Lease.NodeId);
    }

    [Fact]
    public async Task A_revision_that_is_not_covered_any_more_starts_with_a_snapshot_that_says_so()
    {
        directory.Apply([events.PoolCreated()]);
        directory.Apply([.. Enumerable.Range(1, 12).Select(number => events.Granted($"node-{number}", number, $"10.0.{number}.0/24"))]);

        Watch(directory, Hub(directory), 1);

        Assert.Equal(SnapshotReason.Compacted, (await caller.ReadAsync()).Snapshot.Reason);
    }

    [Fact]
    public async Task A_revision_that_nobody_has_written_starts_with_a_snapshot_that_says_so()
    {
        directory.Apply([events.PoolCreated()]);

        _ = new LeaseWatch(directory, Hub(directory), caller).RunAsync(99, isKnownRevision: false, ending.Token);

        Assert.Equal(SnapshotReason.UnknownRevision, (await caller.ReadAsync()).Snapshot.Reason);
    }

    [Fact]
    public async Task A_directory_that_was_read_anew_starts_every_watch_anew()
    {
        directory.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24")]);
        Watch(directory, Hub(directory), 0);
        await caller.ReadAsync();

        directory.StartAnew(directory.NewLikeThis());
        var response = await caller.ReadAsync();

        Assert.Equal(SnapshotReason.Resynchronised, response.Snapshot.Reason);
        Assert.Empty(response.Snapshot.Leases);
    }

    [Fact]
    public async Task A_caller_hears_within_30_seconds_how_far_it_is_and_what_is_held_there()
    {
        var time = new FakeTimeProvider();
        var slow = new LeaseDirectory(time);
        slow.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24"), events.Granted("b", 2, "10.0.2.0/24"), events.Released("b", 2)]);
        Watch(slow, new WatchHub(slow, events.Pool, WatchLimits.Default, time, ending.Token), 0);
        await caller.ReadAsync();
        var reading = caller.ReadAsync();
        while (!reading.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        var response = await reading;
        Assert.Equal((WatchLeasesResponse.ContentOneofCase.Progress, 4L), (response.ContentCase, response.Revision));
        var digest = DirectoryDigest.Of(slow.Current.State, events.Pool.Shards.Single());
        Assert.Equal((1L, digest.Sum), (response.Progress.Digest.LeaseCount, response.Progress.Digest.HashSum));
    }

    [Fact]
    public async Task A_large_snapshot_comes_in_pieces()
    {
        directory.Apply([events.PoolCreated()]);
        directory.Apply([.. Enumerable.Range(0, 2500).Select(number => events.Granted($"node-{number:d4}", number + 1, $"10.0.{number % 256}.0/24"))]);

        Watch(directory, Hub(directory), 0);
        var pieces = new[] { await caller.ReadAsync(), await caller.ReadAsync(), await caller.ReadAsync() };

        Assert.Equal([1000, 1000, 500], pieces.Select(piece => piece.Snapshot.Leases.Count));
        Assert.Equal([(true, false), (false, false), (false, true)], pieces.Select(piece => (piece.Snapshot.First, piece.Snapshot.Last)));
        Assert.Equal(2500, pieces.SelectMany(piece => piece.Snapshot.Leases).Select(lease => lease.NodeId).Distinct().Count());
        Assert.All(pieces, piece => Assert.Equal(directory.Current.State.Revision, piece.Revision));
    }

    [Fact]
    public async Task Callers_that_come_together_share_one_encoding()
    {
        directory.Apply([events.PoolCreated(), .. Enumerable.Range(0, 50).Select(number => events.Granted($"node-{number}", number + 1, $"10.0.{number}.0/24"))]);
        var snapshots = new SnapshotCache(directory, events.Pool.Name, TimeProvider.System);

        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => snapshots.GetAsync()));

        Assert.Single(all.Select(snapshot => snapshot.Pieces).Distinct());
    }

    private WatchHub Hub(LeaseDirectory of, WatchLimits? limits = null) => new(of, events.Pool, limits ?? WatchLimits.Default, TimeProvider.System, ending.Token);

    private void Watch(LeaseDirectory of, WatchHub hub, long resumeRevision) =>
        _ = new LeaseWatch(of, hub, caller).RunAsync(resumeRevision, isKnownRevision: true, ending.Token);

    /// <summary>Has events taken in and laid into the ring.</summary>
    private async Task PublishAsync(WatchHub hub, params JournalEvent[] published)
    {
        directory.Apply(published);
        var before = directory.Current.State.Revision - 1;
        await Eventually.HoldsAsync(
            "the hub has published",
            () => Task.FromResult(hub.Ring.Find(before) is { } place && hub.Ring.Get(place, watched: 0).Kind == WatchStepKind.Batch));
    }
}
