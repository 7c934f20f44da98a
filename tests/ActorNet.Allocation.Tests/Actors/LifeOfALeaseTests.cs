using ActorNet.Allocation.Leases;

namespace ActorNet.Allocation.Tests.Actors;

public sealed class LifeOfALeaseTests : IDisposable
{
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
}
