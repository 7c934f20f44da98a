using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Cluster;

public sealed class ListShardsTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_shard_is_there_with_what_it_owns_and_gave()
    {
        await client.CreatePoolAsync("shards-all", "10.83.0.0/20", pool => pool.ShardCount = 4);
        var leases = new List<Lease>();
        var instance = CoordinatorClient.NewInstance();
        for (var node = 0; node < 12; node++)
        {
            leases.Add((await client.AcquireAsync("shards-all", $"node-{node}", instance)).Lease);
        }

        await client.ReleaseAsync(leases[0], instance);

        var listing = await ListAsync("shards-all");

        Assert.Equal([0, 1, 2, 3], listing.Shards.Select(shard => shard.Index));
        Assert.True(listing.ReplicasComplete);
        Assert.True(listing.Revision > 0);
        Assert.Equal((11, 1), (listing.Shards.Sum(shard => shard.Leases), listing.Shards.Sum(shard => shard.QuarantinedLeases)));
        foreach (var shard in listing.Shards)
        {
            var own = leases.Where(lease => lease.Shard == shard.Index).ToList();
            Assert.Equal(own.Select(lease => lease.Epoch).DefaultIfEmpty().Max(), shard.Epoch);
            Assert.All(own, lease => Assert.Contains(shard.Blocks, block => Prefix.Parse(block).Contains(Prefix.Parse(lease.Subnets[0]))));
            Assert.Equal(own.Count > 0, shard.Replica.Length > 0);
        }
    }

    [Fact]
    public async Task A_shard_that_was_never_needed_owns_nothing_and_runs_nowhere()
    {
        await client.CreatePoolAsync("shards-none", "10.84.0.0/20", pool => pool.ShardCount = 2);

        Assert.Equal([new Shard(), new Shard { Index = 1 }], (await ListAsync("shards-none")).Shards);
    }

    [Fact]
    public async Task A_pool_that_is_not_there_and_a_name_that_is_none_are_told()
    {
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => ListAsync("shards-nowhere"));
        await Refused.FieldsAsync(["pool"], () => ListAsync("A"));
    }

    private async Task<ListShardsResponse> ListAsync(string pool) =>
        await client.Cluster.ListShardsAsync(new ListShardsRequest { Pool = pool }, cancellationToken: Cancellation);
}
