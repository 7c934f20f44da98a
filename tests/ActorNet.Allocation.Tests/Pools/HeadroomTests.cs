using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Tests.Reservations;

namespace ActorNet.Allocation.Tests.Pools;

/// <summary>What is kept for some nodes nobody else gets, whichever shard has it, and they get the last of it.</summary>
public sealed class HeadroomTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(12);
    private static readonly NodeSelector Gold = NodeSelector.Of([KeyValuePair.Create("tier", "gold")]);

    // Eight subnets for two shards, of which three are kept.
    private readonly SmallCluster cluster = new(Made(kept: 3));

    [Fact]
    public void Others_are_refused_when_only_the_headroom_is_left_and_hear_whom_it_is_kept_for()
    {
        var granted = Enumerable.Range(0, 8).Select(number => Ask(Tests.Ask.Acquire($"plain-{number}"))).ToList();

        Assert.Equal(5, granted.Count(reply => reply is LeaseGrant));
        Assert.All(granted.OfType<PoolExhausted>(), refusal => Assert.Equal(Gold, refusal.KeptFor));
        Assert.Equal(3, granted.OfType<PoolExhausted>().Count());
        cluster.AssertExact();
    }

    [Fact]
    public void Those_that_it_is_kept_for_fill_the_pool_to_its_last_subnet_whatever_shards_they_hash_to()
    {
        for (var number = 0; number < 5; number++)
        {
            Assert.IsType<LeaseGrant>(Ask(Tests.Ask.Acquire($"plain-{number}")));
        }

        var golden = Enumerable.Range(0, 4).Select(number => Ask(Golden($"gold-{number}"))).ToList();

        Assert.Equal(3, golden.Count(reply => reply is LeaseGrant));
        Assert.True(Assert.Single(golden.OfType<PoolExhausted>()).KeptFor.IsEmpty);
        Assert.Equal(8, Enumerable.Range(0, 2).Sum(shard => cluster.Shard(shard).Leases.Count));
        cluster.AssertExact();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_comes_back_of_the_headroom_is_kept_as_before_after_a_restart_too(bool restart)
    {
        Fill();
        var lease = Assert.IsType<LeaseGrant>(Ask(Golden("gold"))).Lease;
        if (restart)
        {
            cluster.Restart();
        }

        cluster.Release(lease);
        cluster.Pass(TimeSpan.FromSeconds(40));
        if (restart)
        {
            cluster.Restart();
        }

        Assert.Equal(Gold, Assert.IsType<PoolExhausted>(Ask(Tests.Ask.Acquire("plain-late"))).KeptFor);
        Assert.IsType<LeaseGrant>(Ask(Golden("gold-late")));
        cluster.AssertExact();
    }

    [Fact]
    public void What_a_shard_has_of_the_headroom_goes_to_another_shards_node_that_it_is_kept_for()
    {
        Fill();
        var (here, there) = (cluster.NodeOf(0, skip: 40), cluster.NodeOf(1, skip: 40));
        var kept = Enumerable.Range(0, 3).Select(number => Assert.IsType<LeaseGrant>(Ask(Golden(cluster.NodeOf(0, skip: 50 + number)))).Lease).ToList();
        cluster.Release(kept[0]);
        cluster.Pass(TimeSpan.FromSeconds(40));

        Assert.IsType<PoolExhausted>(Ask(Tests.Ask.Acquire(here)));
        Assert.Equal(kept[0].Subnets, Assert.IsType<LeaseGrant>(Ask(Golden(there))).Lease.Subnets);
        cluster.AssertExact();
    }

    [Fact]
    public void A_node_that_comes_back_finds_what_it_had_of_the_headroom()
    {
        Fill();
        var lease = Assert.IsType<LeaseGrant>(Ask(Golden("gold"))).Lease;
        cluster.Release(lease);

        Assert.Equal(lease.Subnets, Assert.IsType<LeaseGrant>(Ask(Golden("gold"))).Lease.Subnets);
        cluster.AssertExact();
    }

    [Fact]
    public void Without_headroom_all_that_was_kept_is_for_everybody()
    {
        Fill();
        var lease = Assert.IsType<LeaseGrant>(Ask(Golden("gold"))).Lease;
        cluster.Release(lease);
        Change(pool => pool with { Headroom = Headroom.None });

        for (var number = 0; number < 3; number++)
        {
            Assert.IsType<LeaseGrant>(Ask(Tests.Ask.Acquire($"plain-late-{number}")));
        }

        cluster.AssertExact();
    }

    [Fact]
    public void Headroom_that_a_full_pool_gets_is_filled_by_what_comes_back()
    {
        var free = new SmallCluster(Made(kept: 0));
        var leases = Enumerable.Range(0, 8).Select(number => free.Acquire($"plain-{number}")).ToList();
        var spec = free.Account.Spec;
        Assert.IsType<PoolIsThere>(free.Tell(new ChangePool(spec with { Headroom = new Headroom(1, Gold) })));
        free.Release(leases[0]);
        free.Pass(TimeSpan.FromSeconds(40));
        var other = free.NodeOf(1 - spec.ShardOf(leases[0].Node).Index, skip: 70);

        var refused = free.TryAsk(Tests.Ask.Acquire(other)) ?? free.PassUntilAnswered<PoolExhausted>(Long);

        Assert.Equal(Gold, Assert.IsType<PoolExhausted>(refused).KeptFor);
        Assert.IsType<LeaseGrant>(free.TryAsk(Golden(other)) ?? free.PassUntilAnswered<LeaseGrant>(Long));
        free.AssertExact();
    }

    [Fact]
    public void What_is_reserved_of_the_headroom_goes_back_for_the_reservation()
    {
        Fill();
        var lease = Assert.IsType<LeaseGrant>(Ask(Golden("gold"))).Lease;
        var reservation = cluster.Reserved("kept", lease.Subnets[0].ToString());
        cluster.Release(lease);
        cluster.Pass(TimeSpan.FromSeconds(40));

        Assert.Equal(lease.Subnets, cluster.Account.Reservations.SetAside.Free);
        cluster.EndReservation(reservation.Number);
        Assert.Equal(Gold, Assert.IsType<PoolExhausted>(Ask(Tests.Ask.Acquire("plain-late"))).KeptFor);
        cluster.AssertExact();
    }

    [Fact]
    public void A_reservation_of_what_is_idle_at_a_shard_takes_it_out_of_the_headroom()
    {
        Fill();
        var lease = Assert.IsType<LeaseGrant>(Ask(Golden("gold"))).Lease;
        cluster.Release(lease);
        cluster.Reserved("kept", lease.Subnets[0].ToString());
        cluster.Pass(TimeSpan.FromSeconds(40));

        Assert.Equal(lease.Subnets, cluster.Account.Reservations.SetAside.Free);
        Assert.Empty(cluster.Account.KeptByShards.Free);
        Assert.All(Enumerable.Range(0, 2), shard => Assert.True(cluster.Shard(shard).Kept.IsEmpty));
        cluster.AssertExact();
    }

    [Fact]
    public void With_several_lengths_what_is_broken_does_not_count_as_kept()
    {
        var mixed = new SmallCluster(Specs.Made(Specs.Settings("10.0.0.0/22") with { ShardCount = 2, Ipv4 = new SubnetSizing(24, 24, 26), Headroom = new Headroom(2, Gold) }));
        Assert.IsType<LeaseGrant>(mixed.Ask(Tests.Ask.Acquire("small") with { Ipv4Length = 26 }));

        var plain = Enumerable.Range(0, 3).Select(number => mixed.TryAsk(Tests.Ask.Acquire($"plain-{number}")) ?? mixed.PassUntilAnswered<LeaseReply>(Long)).ToList();
        var golden = Enumerable.Range(0, 2).Select(number => mixed.TryAsk(Golden($"gold-{number}")) ?? mixed.PassUntilAnswered<LeaseReply>(Long)).ToList();

        Assert.Equal(1, plain.Count(reply => reply is LeaseGrant));
        Assert.All(golden, reply => Assert.IsType<LeaseGrant>(reply));
        mixed.AssertExact();
    }

    [Theory]
    [InlineData(9, "tier", "headroom.subnets")]
    [InlineData(-1, "tier", "headroom.subnets")]
    [InlineData(0, "tier", "headroom.subnets")]
    [InlineData(1, "", "headroom.node_selector")]
    public void A_headroom_that_cannot_be_is_named(long subnets, string label, string field)
    {
        var selector = label.Length > 0 ? NodeSelector.Of([KeyValuePair.Create(label, "gold")]) : NodeSelector.None;

        var (spec, problems) = (Specs.Settings("10.0.0.0/21") with { Ipv4 = new SubnetSizing(24), Headroom = new Headroom(subnets, selector) }).Resolve();

        Assert.Null(spec);
        Assert.Equal(field, Assert.Single(problems).Field);
    }

    private static PoolSpec Made(int kept) => Specs.Made(Specs.Settings("10.0.0.0/21") with
    {
        ShardCount = 2,
        Ipv4 = new SubnetSizing(24),
        Headroom = kept > 0 ? new Headroom(kept, Gold) : Headroom.None,
    });

    private static AcquireLease Golden(string node) => Tests.Ask.Acquire(node) with { Labels = Gold.Labels };

    private void Fill()
    {
        for (var number = 0; number < 5; number++)
        {
            Assert.IsType<LeaseGrant>(Ask(Tests.Ask.Acquire($"plain-{number}")));
        }
    }

    private void Change(Func<PoolSpec, PoolSpec> change) => Assert.IsType<PoolIsThere>(cluster.Tell(new ChangePool(change(cluster.Account.Spec))));

    private LeaseReply Ask(LeaseCommand command) => cluster.TryAsk(command) ?? cluster.PassUntilAnswered<LeaseReply>(Long);
}
