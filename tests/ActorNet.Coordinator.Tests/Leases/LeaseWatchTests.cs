using System.Threading.Channels;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Leases;
using ActorNet.Coordinator.Tests.Directory;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Leases;

public sealed class LeaseWatchTests : IDisposable
{
    private readonly Events events = new();
    private readonly LeaseDirectory directory = new(logCapacity: 3);
    private readonly FakeTimeProvider time = new();
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
        Watch(0);
        await caller.ReadAsync();
        directory.Apply([events.Granted("a", 1, "10.0.1.0/24")]);
        await caller.HasOneToReadAsync();

        // The caller has not taken the first event yet, and five more come: more than are kept.
        directory.Apply([events.Granted("b", 2, "10.0.2.0/24"), events.Granted("c", 3, "10.0.3.0/24"), events.Granted("d", 4, "10.0.4.0/24")]);
        directory.Apply([events.Released("b", 2), events.Revoked("c", 3)]);
        var late = await caller.ReadAsync();
        var anew = await caller.ReadAsync();

        Assert.Equal("a", Assert.Single(late.Events.Events).Lease.NodeId);
        Assert.Equal((SnapshotReason.SlowWatcher, true, true), (anew.Snapshot.Reason, anew.Snapshot.First, anew.Snapshot.Last));
        Assert.Equal(["a", "c", "d"], anew.Snapshot.Leases.Select(lease => lease.NodeId));
        Assert.Equal(directory.Current.State.Revision, anew.Revision);
    }

    [Fact]
    public async Task A_revision_that_is_not_covered_any_more_starts_with_a_snapshot_that_says_so()
    {
        directory.Apply([events.PoolCreated()]);
        directory.Apply([.. Enumerable.Range(1, 5).Select(number => events.Granted($"node-{number}", number, $"10.0.{number}.0/24"))]);

        Watch(1);

        Assert.Equal(SnapshotReason.Compacted, (await caller.ReadAsync()).Snapshot.Reason);
    }

    [Fact]
    public async Task A_directory_that_was_read_anew_starts_every_watch_anew()
    {
        directory.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24")]);
        Watch(0);
        await caller.ReadAsync();

        directory.StartAnew(new LeaseDirectory().Current);
        var response = await caller.ReadAsync();

        Assert.Equal(SnapshotReason.Resynchronised, response.Snapshot.Reason);
    }

    [Fact]
    public async Task A_caller_that_nothing_happens_to_hears_so_within_30_seconds()
    {
        directory.Apply([events.PoolCreated()]);
        Watch(0);
        await caller.ReadAsync();
        var reading = caller.ReadAsync();
        while (!reading.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        Assert.Equal(WatchLeasesResponse.ContentOneofCase.Progress, (await reading).ContentCase);
    }

    [Fact]
    public async Task A_large_snapshot_comes_in_pieces()
    {
        var many = new LeaseDirectory();
        many.Apply([events.PoolCreated()]);
        many.Apply([.. Enumerable.Range(0, 2500).Select(number => events.Granted($"node-{number:d4}", number + 1, $"10.0.{number % 256}.0/24"))]);

        _ = new LeaseWatch(many, events.Pool, caller, time).RunAsync(0, ending.Token);
        var pieces = new[] { await caller.ReadAsync(), await caller.ReadAsync(), await caller.ReadAsync() };

        Assert.Equal([1000, 1000, 500], pieces.Select(piece => piece.Snapshot.Leases.Count));
        Assert.Equal([(true, false), (false, false), (false, true)], pieces.Select(piece => (piece.Snapshot.First, piece.Snapshot.Last)));
        Assert.Equal(2500, pieces.SelectMany(piece => piece.Snapshot.Leases).Select(lease => lease.NodeId).Distinct().Count());
    }

    private void Watch(long resumeRevision) => _ = new LeaseWatch(directory, events.Pool, caller, time).RunAsync(resumeRevision, ending.Token);

    /// <summary>A caller that takes one message at a time, when it wants to: until then the watch cannot send the next.</summary>
    private sealed class Caller : IServerStreamWriter<WatchLeasesResponse>
    {
        private readonly Channel<WatchLeasesResponse> sent = Channel.CreateUnbounded<WatchLeasesResponse>();
        private readonly Channel<bool> taken = Channel.CreateUnbounded<bool>();

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(WatchLeasesResponse message) => WriteAsync(message, CancellationToken.None);

        public async Task WriteAsync(WatchLeasesResponse message, CancellationToken cancellationToken)
        {
            await sent.Writer.WriteAsync(message, cancellationToken);
            await taken.Reader.ReadAsync(cancellationToken);
        }

        public async Task<WatchLeasesResponse> ReadAsync()
        {
            var message = await sent.Reader.ReadAsync(TestContext.Current.CancellationToken);
            taken.Writer.TryWrite(true);
            return message;
        }

        public async Task HasOneToReadAsync() => Assert.True(await sent.Reader.WaitToReadAsync(TestContext.Current.CancellationToken));
    }
}
