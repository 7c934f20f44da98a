using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;

namespace ActorNet.Coordinator.Tests.Leases;

public sealed class WatchLeasesTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    [Fact]
    public async Task A_watch_begins_with_all_leases_that_are_held()
    {
        await client.CreatePoolAsync("watch-snapshot", "10.41.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        await client.AcquireAsync("watch-snapshot", "b");
        await client.AcquireAsync("watch-snapshot", "a");
        await client.ReleaseAsync((await client.AcquireAsync("watch-snapshot", "gone", instance)).Lease, instance);

        using var watch = client.Watch("watch-snapshot");
        var (leases, reason, revision) = await watch.SnapshotAsync();

        Assert.Equal(["a", "b"], leases.Select(lease => lease.NodeId));
        Assert.Equal(SnapshotReason.Requested, reason);
        Assert.True(revision > 0);
    }

    [Fact]
    public async Task Every_change_follows_in_order()
    {
        await client.CreatePoolAsync("watch-events", "10.42.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        using var watch = client.Watch("watch-events");
        await watch.SnapshotAsync();

        var first = (await client.AcquireAsync("watch-events", "node", instance)).Lease;
        await client.AcquireAsync("watch-events", "node", instance, request => request.Attributes = new NodeAttributes { PublicIpv4 = "192.0.2.1" });
        await client.ReleaseAsync(first, ByteString.Empty);
        await client.ReleaseAsync(first, instance);
        var second = (await client.AcquireAsync("watch-events", "node", instance)).Lease;
        var (events, _) = await watch.EventsAsync(5);

        Assert.Equal(
            [
                (LeaseEventType.Put, LeaseState.Active, first.Epoch),
                (LeaseEventType.Put, LeaseState.Active, first.Epoch),
                (LeaseEventType.Put, LeaseState.Revoked, first.Epoch),
                (LeaseEventType.Delete, LeaseState.Revoked, first.Epoch),
                (LeaseEventType.Put, LeaseState.Active, second.Epoch),
            ],
            events.Select(change => (change.Type, change.Lease.State, change.Lease.Epoch)));
        Assert.Equal("192.0.2.1", events[1].Lease.Attributes.PublicIpv4);
        Assert.Equal(events.Select(change => change.Lease.Revision).Order().Distinct(), events.Select(change => change.Lease.Revision));
    }

    [Fact]
    public async Task A_watch_shows_no_other_pool()
    {
        await client.CreatePoolAsync("watch-mine", "10.43.0.0/16");
        await client.CreatePoolAsync("watch-other", "10.44.0.0/16");
        using var watch = client.Watch("watch-mine");
        await watch.SnapshotAsync();

        await client.AcquireAsync("watch-other", "theirs");
        await client.AcquireAsync("watch-mine", "mine");

        Assert.Equal("mine", Assert.Single((await watch.EventsAsync(1)).Events).Lease.NodeId);
    }

    [Fact]
    public async Task A_watch_goes_on_behind_the_revision_that_the_caller_knows()
    {
        await client.CreatePoolAsync("watch-resume", "10.45.0.0/16");
        await client.AcquireAsync("watch-resume", "known");
        var listing = await client.ListAsync(new ListLeasesRequest { Pool = "watch-resume" });
        await client.AcquireAsync("watch-resume", "missed");
        await client.AcquireAsync("watch-resume", "missed-too");

        using var watch = client.Watch("watch-resume", listing.Revision);
        var (events, revision) = await watch.EventsAsync(2);
        using var again = client.Watch("watch-resume", revision);
        await client.AcquireAsync("watch-resume", "new");
        var (later, _) = await again.EventsAsync(1);

        Assert.Equal(["missed", "missed-too"], events.Select(change => change.Lease.NodeId));
        Assert.Equal("new", later[0].Lease.NodeId);
    }

    [Fact]
    public async Task A_caller_that_knows_it_all_is_told_so_at_once()
    {
        await client.CreatePoolAsync("watch-idle", "10.46.0.0/16");
        var listing = await client.ListAsync(new ListLeasesRequest { Pool = "watch-idle" });

        using var watch = client.Watch("watch-idle", listing.Revision);
        var response = await watch.NextAsync();

        Assert.Equal(WatchLeasesResponse.ContentOneofCase.Progress, response.ContentCase);
        Assert.True(response.Revision >= listing.Revision);
    }

    [Fact]
    public async Task A_revision_that_was_never_written_starts_with_a_snapshot_that_says_so()
    {
        await client.CreatePoolAsync("watch-unknown", "10.47.0.0/16");

        using var watch = client.Watch("watch-unknown", long.MaxValue);

        Assert.Equal(SnapshotReason.UnknownRevision, (await watch.SnapshotAsync()).Reason);
    }

    [Fact]
    public async Task A_watch_of_a_pool_that_is_not_there_is_refused()
    {
        using var watch = client.Watch("no-such-pool");

        await Refused.WithAsync(ErrorReason.PoolNotFound, () => watch.NextAsync());
    }
}
