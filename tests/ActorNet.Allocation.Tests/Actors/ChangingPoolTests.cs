using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Actors;

/// <summary>Pools that change and end, with all actors and a journal.</summary>
public sealed class ChangingPoolTests : IDisposable
{
    private readonly JournalFile journal = new();

    public void Dispose() => journal.Dispose();

    [Fact]
    public async Task A_change_reaches_every_shard_that_has_space_and_stands_in_its_journal()
    {
        await using var host = new AllocationHost(journal, TimeProvider.System);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 2);
        var lease = await host.AcquireAsync(pool, "a");

        var changed = Assert.IsType<PoolIsThere>(await host.ChangeAsync(pool with { Timing = pool.Timing with { TimeToLive = TimeSpan.FromHours(1) } })).Spec;

        Assert.Equal(2, changed.Version);
        await Eventually.HoldsAsync(async () => await host.TellAsync(pool, Ask.Renew(lease)) is LeaseRenewal { TimeToLive.TotalHours: 1 });
        Assert.Equal(changed, Assert.Single(journal.EventsOf(pool.ShardOf(lease.Node)).OfType<ShardPoolChanged>()).Pool);
    }

    [Fact]
    public async Task A_shard_without_space_learns_of_a_change_as_well()
    {
        await using var host = new AllocationHost(journal, TimeProvider.System);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        await host.ChangeAsync(pool with { IsCordoned = true });
        await host.AskUntilAsync<PoolCordoned>(pool, Ask.Acquire("a"));

        await host.ChangeAsync(pool with { Version = 2 });

        await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire("a"));
    }

    [Fact]
    public async Task A_cordoned_pool_renews_and_confirms_and_grants_nothing_new_also_after_a_take_over()
    {
        PoolSpec pool;
        Lease lease;
        await using (var host = new AllocationHost(journal, TimeProvider.System))
        {
            pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
            lease = await host.AcquireAsync(pool, "a");
            await host.ChangeAsync(pool with { IsCordoned = true });
            await host.AskUntilAsync<PoolCordoned>(pool, Ask.Acquire("b"));
        }

        await using var successor = new AllocationHost(journal, TimeProvider.System);

        Assert.Equal(lease.Epoch, (await successor.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire("a"))).Lease.Epoch);
        await successor.AskUntilAsync<LeaseRenewal>(pool, Ask.Renew(lease));
        await successor.AskUntilAsync<PoolCordoned>(pool, Ask.Acquire("b"));
    }

    [Fact]
    public async Task A_pool_grows_and_is_filled_to_the_last_subnet()
    {
        await using var host = new AllocationHost(journal, TimeProvider.System);
        var pool = await host.CreateAsync("10.244.0.0/23", 24, shardCount: 2);
        await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire("a"));
        await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire("b"));
        await host.AskUntilAsync<PoolExhausted>(pool, Ask.Acquire("c"));

        var family = pool.Families[0];
        Assert.IsType<PoolIsThere>(await host.ChangeAsync(pool with { Families = [family with { Cidrs = [ActorNet.Addressing.Prefix.Parse("10.244.0.0/22")] }] }));

        await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire("c"));
        await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire("d"));
        await host.AskUntilAsync<PoolExhausted>(pool, Ask.Acquire("e"));
    }

    [Fact]
    public async Task A_pool_in_use_is_not_deleted_and_goes_on()
    {
        await using var host = new AllocationHost(journal, TimeProvider.System);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        await host.AcquireAsync(pool, "a");

        var refusal = Assert.IsType<PoolInUse>(await host.DeleteAsync(pool));

        Assert.Equal((1, new NodeId("a")), (refusal.Held, Assert.Single(refusal.Some)));
        await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire("b"));
    }

    [Fact]
    public async Task A_pool_that_nobody_uses_is_gone_with_its_actors_and_can_be_made_again()
    {
        await using var host = new AllocationHost(journal, TimeProvider.System);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 2);
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => host.AcquireAsync(pool, $"node-{index}")));
        foreach (var lease in leases)
        {
            Assert.IsType<LeaseEnd>(await host.TellAsync(pool, Ask.ReleaseByHolder(lease)));
        }

        Assert.Equal(new PoolGone(pool.Name), await host.DeleteAsync(pool));

        Assert.Equal(new PoolNotFound(pool.Name), await host.DescribeAsync(pool.Name));
        foreach (var shard in pool.Shards)
        {
            await Eventually.HoldsAsync(async () => !await host.RunsAsync(shard));
        }

        var again = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 2);
        Assert.Equal(2, again.Generation);
        var granted = (await host.AskUntilAsync<LeaseGrant>(again, Ask.Acquire("node-0"))).Lease;
        Assert.True(granted.Epoch > leases.Max(lease => lease.Epoch), "the epoch of an address only grows");
    }

    [Fact]
    public async Task What_comes_to_a_shard_of_a_pool_that_is_gone_writes_nothing_and_ends_it_again()
    {
        await using var host = new AllocationHost(journal, TimeProvider.System);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        var lease = await host.AcquireAsync(pool, "a");
        await host.TellAsync(pool, Ask.ReleaseByHolder(lease));
        await host.DeleteAsync(pool);
        var shard = pool.Shards.Single();
        await Eventually.HoldsAsync(async () => !await host.RunsAsync(shard));
        var events = journal.EventsOf(shard).Count;

        Assert.Equal(new PoolCordoned(IsClosing: true), await host.TellAsync(pool, Ask.Acquire("a")));

        await Eventually.HoldsAsync(async () => !await host.RunsAsync(shard));
        Assert.Equal(events, journal.EventsOf(shard).Count);
    }

    [Fact]
    public async Task A_deletion_that_a_coordinator_did_not_finish_is_finished_by_the_next()
    {
        PoolSpec pool;
        await using (var host = new AllocationHost(journal, TimeProvider.System))
        {
            pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
            var lease = await host.AcquireAsync(pool, "a");
            await host.TellAsync(pool, Ask.ReleaseByHolder(lease));
            _ = host.DeleteAsync(pool);
            await Eventually.HoldsAsync(async () => await host.DescribeAsync(pool.Name) is PoolNotFound or PoolIsThere { Spec.IsClosing: true });
        }

        await using var successor = new AllocationHost(journal, TimeProvider.System);

        await Eventually.HoldsAsync(async () => await successor.DescribeAsync(pool.Name) is PoolNotFound);
    }
}
