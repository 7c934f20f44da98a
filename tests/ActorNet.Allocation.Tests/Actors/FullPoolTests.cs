using ActorNet.Addressing;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Tests.Actors;

public sealed class FullPoolTests : IDisposable
{
    private readonly JournalFile journal = new();

    public void Dispose() => journal.Dispose();

    [Fact]
    public async Task A_pool_fills_to_the_last_subnet_and_one_release_lets_the_next_node_in()
    {
        await using var host = new AllocationHost(journal, TimeProvider.System);
        var pool = await host.CreateAsync("10.244.0.0/16", 24);

        var leases = await AcquireAllAsync(host, pool, 256);

        var subnets = leases.SelectMany(lease => lease.Subnets).ToHashSet();
        Assert.Equal(256, subnets.Count);
        Assert.All(subnets, subnet => Assert.True(Prefix.Parse("10.244.0.0/16").Contains(subnet)));
        await host.AskUntilAsync<PoolExhausted>(pool, Ask.Acquire("late"));

        Assert.IsType<LeaseEnd>(await host.TellAsync(pool, Ask.ReleaseByHolder(leases[100])));
        Assert.Equal(leases[100].Subnets, (await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire("late"))).Lease.Subnets);
        await host.AskUntilAsync<PoolExhausted>(pool, Ask.Acquire("later"));
    }

    /// <summary>On a busy machine a proof may take too long; a node asks again then.</summary>
    private static async Task<Lease[]> AcquireAllAsync(AllocationHost host, PoolSpec pool, int count) => await Task.WhenAll(
        Enumerable.Range(0, count).Select(async index => (await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire($"node-{index}"))).Lease));
}
