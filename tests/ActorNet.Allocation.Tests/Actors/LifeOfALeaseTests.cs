using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Actors;

public sealed class LifeOfALeaseTests : IDisposable
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AlmostReclaim = TimeSpan.FromSeconds(9.9);

    private readonly JournalFile journal = new();

    public void Dispose() => journal.Dispose();

    [Fact]
    public async Task A_node_acquires_renews_and_releases()
    {
        await using var host = new AllocationHost(journal);
        var pool = await host.CreateAsync("10.244.0.0/16", 24);

        var lease = await host.AcquireAsync(pool, "node-1");
        Assert.Equal(24, Assert.Single(lease.Subnets).Length);
        Assert.Equal(lease, await host.AcquireAsync(pool, "node-1"));
        Assert.Equal(new LeaseRenewal(lease.Epoch, pool.Timing.TimeToLive), await host.TellAsync(pool, Ask.Renew(lease)));
        var end = Assert.IsType<LeaseEnd>(await host.TellAsync(pool, Ask.ReleaseByHolder(lease)));
        Assert.Equal(LeaseState.Quarantined, end.Lease.State);
        Assert.IsType<LeaseNotFound>(await host.TellAsync(pool, Ask.Renew(lease)));
    }

    [Fact]
    public async Task Many_acquires_of_one_node_at_once_give_one_lease()
    {
        await using var host = new AllocationHost(journal);
        var pool = await host.CreateAsync("10.244.0.0/16", 24);

        var leases = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.AcquireAsync(pool, "node-1")));

        Assert.Single(leases.Select(lease => (lease.Epoch, lease.Subnets.Single())).Distinct());
        Assert.Single(journal.EventsOf(pool.ShardOf(new NodeId("node-1"))).OfType<LeaseGranted>());
    }

    [Fact]
    public async Task A_silent_node_loses_its_lease()
    {
        await using var host = new AllocationHost(journal);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, timeToLive: TimeToLive);
        var lease = await host.AcquireAsync(pool, "node-1");
        var clone = Ask.Acquire("node-1") with { Instance = new Secret128(99) };

        await host.PassAsync(pool.ShardOf(clone.Node), AlmostReclaim);
        Assert.IsType<NodeIdInUse>(await host.TellAsync(pool, clone));
        await host.PassAsync(pool.ShardOf(clone.Node), TimeSpan.FromSeconds(1));

        Assert.Equal(lease.Subnets, (await host.AskUntilAsync<LeaseGrant>(pool, clone)).Lease.Subnets);
        Assert.Contains(journal.EventsOf(pool.ShardOf(lease.Node)), change => change is LeaseExpired);
    }

    [Fact]
    public async Task A_renewal_gives_the_full_time_anew()
    {
        await using var host = new AllocationHost(journal);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, timeToLive: TimeToLive);
        var lease = await host.AcquireAsync(pool, "node-1");

        for (var i = 0; i < 5; i++)
        {
            host.Time.Advance(AlmostReclaim);
            Assert.IsType<LeaseRenewal>(await host.TellAsync(pool, Ask.Renew(lease)));
        }
    }

    [Fact]
    public async Task A_take_over_gives_the_full_time_anew()
    {
        PoolSpec pool;
        Lease lease;
        await using var old = new AllocationHost(journal);
        pool = await old.CreateAsync("10.244.0.0/16", 24, shardCount: 1, timeToLive: TimeToLive);
        lease = await old.AcquireAsync(pool, "node-1");
        old.Time.Advance(AlmostReclaim);

        await using var successor = new AllocationHost(journal, old.Time);
        await successor.AcquireAsync(pool, "node-2");
        successor.Time.Advance(AlmostReclaim);

        Assert.IsType<LeaseRenewal>(await successor.TellAsync(pool, Ask.Renew(lease)));
    }

    [Fact]
    public async Task A_restart_keeps_everything()
    {
        PoolSpec pool;
        Lease[] before;
        await using (var host = new AllocationHost(journal))
        {
            pool = await host.CreateAsync("10.244.0.0/16", 24);
            before = await Task.WhenAll(Enumerable.Range(0, 50).Select(index => host.AcquireAsync(pool, $"node-{index}")));
            await host.TellAsync(pool, Ask.ReleaseByHolder(before[0]));
            await host.TellAsync(pool, Ask.ReleaseByOperator(before[1]));
        }

        await using var restarted = new AllocationHost(journal);
        Assert.Equal(new LeaseNotFound(), await restarted.TellAsync(pool, Ask.Renew(before[0])));
        Assert.Equal(new LeaseRevocation(before[1].Epoch), await restarted.TellAsync(pool, Ask.Renew(before[1])));
        foreach (var lease in before[2..])
        {
            var after = await restarted.AcquireAsync(pool, lease.Node.Value);
            Assert.Equal(lease.Subnets, after.Subnets);
            Assert.Equal(lease with { Subnets = [] }, after with { Subnets = [] });
        }

        Assert.Equal(pool, Assert.IsType<PoolIsThere>(await restarted.CreateAsync(pool)).Spec);
    }
}
