using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Coordinator.Tests.Pools;

public sealed class DeletePoolTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pool_in_use_stays_and_the_refusal_names_who_uses_it()
    {
        await client.CreatePoolAsync("delete-used", "10.120.0.0/16");
        await client.AcquireAsync("delete-used", "b");
        await client.AcquireAsync("delete-used", "a");

        var error = await Refused.WithAsync(ErrorReason.PoolInUse, () => client.DeletePoolAsync("delete-used"));

        Assert.Equal(("2", "a,b"), (error.Metadata["leases"], error.Metadata["nodes"]));
        await client.AcquireAsync("delete-used", "c");
    }

    [Fact]
    public async Task A_pool_that_nobody_uses_is_gone_from_all_that_is_shown()
    {
        await client.CreatePoolAsync("delete-free", "10.121.0.0/16");
        await UseAsync("delete-free");

        await client.DeletePoolAsync("delete-free");

        await Refused.WithAsync(ErrorReason.PoolNotFound, () => client.GetPoolAsync("delete-free"));
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => client.AcquireAsync("delete-free", "node"));
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => client.ListAsync(new ListLeasesRequest { Pool = "delete-free" }));
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => client.DeletePoolAsync("delete-free"));
        var pools = (await client.Pools.ListPoolsAsync(new ListPoolsRequest { PageSize = 1000 }, cancellationToken: Cancellation)).Pools;
        Assert.DoesNotContain("delete-free", pools.Select(pool => pool.Name));
    }

    [Fact]
    public async Task A_pool_is_made_again_as_another_one_whose_epochs_go_on()
    {
        await client.CreatePoolAsync("delete-again", "10.122.0.0/16");
        var before = await UseAsync("delete-again");
        await client.DeletePoolAsync("delete-again");

        var again = await client.CreatePoolAsync("delete-again", "10.122.0.0/16");

        Assert.Equal((2, 1), (again.Generation, again.Version));
        Assert.True((await client.AcquireAsync("delete-again", "node")).Lease.Epoch > before.Epoch);
    }

    [Fact]
    public async Task The_space_of_a_deleted_pool_is_free_for_others()
    {
        await client.CreatePoolAsync("delete-space", "10.123.0.0/16");
        await client.DeletePoolAsync("delete-space");

        await client.CreatePoolAsync("delete-heir", "10.123.0.0/17");
    }

    [Fact]
    public async Task A_watch_gets_the_last_changes_and_then_the_end()
    {
        await client.CreatePoolAsync("delete-watched", "10.124.0.0/16");
        using var watch = client.Watch("delete-watched");
        await watch.SnapshotAsync();
        await UseAsync("delete-watched");
        await watch.EventsAsync(2);

        await client.DeletePoolAsync("delete-watched");

        await Refused.WithAsync(ErrorReason.PoolNotFound, async () =>
        {
            while (true)
            {
                await watch.NextAsync();
            }
        });
    }

    [Fact]
    public async Task A_watch_goes_on_into_the_pool_that_is_made_again_and_misses_nothing()
    {
        await client.CreatePoolAsync("delete-resumed", "10.125.0.0/16");
        using var first = client.Watch("delete-resumed");
        var (_, _, known) = await first.SnapshotAsync();
        var before = await UseAsync("delete-resumed");
        await client.DeletePoolAsync("delete-resumed");
        await client.CreatePoolAsync("delete-resumed", "10.125.0.0/16");
        var after = (await client.AcquireAsync("delete-resumed", "node")).Lease;

        using var second = client.Watch("delete-resumed", known);
        var (events, _) = await second.EventsAsync(3);

        Assert.Equal(
            [(LeaseEventType.Put, before.Epoch), (LeaseEventType.Delete, before.Epoch), (LeaseEventType.Put, after.Epoch)],
            events.Select(change => (change.Type, change.Lease.Epoch)));
    }

    [Fact]
    public async Task The_history_of_a_deleted_pool_stays()
    {
        await client.CreatePoolAsync("delete-history", "10.126.0.0/16");
        var lease = await UseAsync("delete-history");
        var during = Timestamp.FromDateTimeOffset(lease.CreateTime.ToDateTimeOffset());
        await client.DeletePoolAsync("delete-history");

        var lookup = await client.History.LookupAddressAsync(new LookupAddressRequest { Address = lease.Subnets.Single(), Time = during }, cancellationToken: Cancellation);
        var history = await client.History.ListHistoryAsync(new ListHistoryRequest { Pool = "delete-history" }, cancellationToken: Cancellation);

        Assert.Equal("node", Assert.Single(lookup.Tenures).NodeId);
        Assert.Equal(["pool-deleted", "pool-changed", "lease-released", "lease-granted", "pool-created"], history.Entries.Select(entry => entry.Kind));
    }

    /// <summary>A node comes and goes.</summary>
    private async Task<Lease> UseAsync(string pool)
    {
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync(pool, "node", instance)).Lease;
        await client.ReleaseAsync(lease, instance);
        return lease;
    }
}
