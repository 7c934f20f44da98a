using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Actors;

public sealed class ReservationTests : IDisposable
{
    private const string Subnet = "10.244.200.0/24";

    private readonly JournalFile journal = new();

    public void Dispose() => journal.Dispose();

    [Fact]
    public async Task A_pin_goes_from_the_shard_that_has_it_to_that_of_its_node()
    {
        await using var host = new AllocationHost(journal, TimeProvider.System);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 2);
        var (other, node) = (NodeOf(pool, 0), NodeOf(pool, 1));
        var held = await GrantAsync(host, pool, other);

        await host.ReserveAsync(pool, "pin", Subnet, node);
        Assert.NotEqual([Prefix.Parse(Subnet)], (await host.AcquireAsync(pool, NodeOf(pool, 1, skip: 1))).Subnets);
        Assert.IsType<LeaseEnd>(await host.TellAsync(pool, Ask.ReleaseByHolder(held)));
        await Eventually.HoldsAsync(() => OwnsPin(pool, node));

        Assert.Equal([Prefix.Parse(Subnet)], (await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire(node))).Lease.Subnets);
    }

    [Fact]
    public async Task What_was_reserved_before_a_restart_is_kept_after_it_with_snapshots_or_without()
    {
        var limits = FencedActorLimits.Default with { EventsPerSnapshot = 5 };
        PoolSpec pool;
        string node;
        await using (var host = new AllocationHost(journal, TimeProvider.System, limits))
        {
            pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 2);
            node = NodeOf(pool, 0);
            await host.ReserveAsync(pool, "pin", Subnet, node);
            await host.ReserveAsync(pool, "kept", "10.244.0.0/17");
            await Eventually.HoldsAsync(() => OwnsPin(pool, node));
            await Task.WhenAll(Enumerable.Range(0, 40).Select(number => host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire($"node-{number}"))));
        }

        await using var restarted = new AllocationHost(journal, TimeProvider.System, limits);
        var leases = new List<Lease>();
        for (var number = 0; number < 60; number++)
        {
            leases.Add((await restarted.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire($"later-{number}"))).Lease);
        }

        Assert.DoesNotContain(leases.SelectMany(lease => lease.Subnets), subnet => subnet == Prefix.Parse(Subnet) || Prefix.Parse("10.244.0.0/17").Contains(subnet));
        Assert.Equal([Prefix.Parse(Subnet)], (await restarted.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire(node))).Lease.Subnets);
    }

    [Fact]
    public async Task An_owner_that_was_taken_over_reserves_nothing()
    {
        await using var old = new AllocationHost(journal, TimeProvider.System);
        var pool = await old.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        await using var successor = new AllocationHost(journal, TimeProvider.System);
        var kept = await successor.ReserveAsync(pool, "kept", Subnet);

        // The old one finds out with its write, begins again, and knows what its successor has done.
        var reply = await old.AskAsync(new CreateReservation(pool.Name, new ReservationName("late"), Prefix.Parse(Subnet), null, string.Empty));

        Assert.Equal(kept, Assert.IsType<ReservationOverlap>(reply).Other);
    }

    private static string NodeOf(PoolSpec pool, int shard, int skip = 0) =>
        Enumerable.Range(0, 10_000).Select(number => $"host-{number}").Where(node => pool.ShardOf(new NodeId(node)).Index == shard).Skip(skip).First();

    private static async Task<Lease> GrantAsync(AllocationHost host, PoolSpec pool, string node) =>
        (await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire(node, Subnet))).Lease;

    private bool OwnsPin(PoolSpec pool, string node) => journal.EventsOf(pool.ShardOf(new NodeId(node)))
        .OfType<BlocksReceived>().Any(received => received.Grant.Blocks.Contains(Prefix.Parse(Subnet)));
}
