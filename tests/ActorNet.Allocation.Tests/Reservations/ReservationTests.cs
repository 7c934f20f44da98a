using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Reservations;

public sealed class ReservationTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    // Four subnets for two shards.
    private readonly SmallCluster cluster = new(Specs.Made(Specs.Settings("10.0.0.0/22") with { ShardCount = 2, Ipv4 = new SubnetSizing(24) }));

    [Fact]
    public void What_is_free_is_set_aside_at_once_and_nobody_gets_it()
    {
        cluster.Reserved("kept", "10.0.0.0/23");

        Assert.Equal([Prefix.Parse("10.0.0.0/23")], cluster.Account.Reservations.SetAside.Free);
        Assert.Equal(["10.0.2.0/24", "10.0.3.0/24"], new[] { "a", "b" }.SelectMany(node => TestShard.Texts(cluster.Acquire(node))).Order(StringComparer.Ordinal));
        Assert.IsType<PoolExhausted>(cluster.Ask(Ask.Acquire("c")));
        cluster.AssertExact();
    }

    [Fact]
    public void A_node_that_wishes_for_what_is_reserved_gets_something_else()
    {
        cluster.Reserved("kept", "10.0.0.0/24");

        Assert.NotEqual(["10.0.0.0/24"], TestShard.Texts(cluster.Acquire("a", "10.0.0.0/24")));
    }

    [Fact]
    public void What_a_shard_has_free_or_quarantined_is_given_up_and_set_aside()
    {
        var (free, quarantined) = (cluster.NodeOf(0), cluster.NodeOf(1));
        cluster.Release(cluster.Acquire(quarantined, "10.0.1.0/24"));
        cluster.Release(cluster.Acquire(free, "10.0.0.0/24"));
        cluster.Pass(Specs.Quarantine / 2);

        cluster.Reserved("kept", "10.0.0.0/23");
        cluster.Pass(Soon);

        Assert.Equal([Prefix.Parse("10.0.0.0/23")], cluster.Account.Reservations.SetAside.Free);
        Assert.Empty(cluster.Shard(0).Leases);
        Assert.Empty(cluster.Shard(1).Leases);
        cluster.AssertExact();
    }

    [Fact]
    public void Who_holds_a_part_keeps_it_and_gets_it_back_no_more()
    {
        var lease = cluster.Acquire("a", "10.0.1.0/24");
        cluster.Reserved("kept", "10.0.0.0/23");
        cluster.Pass(Soon);
        Assert.IsType<LeaseRenewal>(cluster.Ask(Ask.Renew(lease)));
        Assert.Equal(lease.Subnets, cluster.Acquire("a").Subnets);
        Assert.Equal([Prefix.Parse("10.0.0.0/24")], cluster.Account.Reservations.SetAside.Free);

        cluster.Release(lease);
        Assert.Contains(TestShard.Texts(cluster.Acquire("a")).Single(), new[] { "10.0.2.0/24", "10.0.3.0/24" });
        cluster.Pass(Soon);

        Assert.Equal([Prefix.Parse("10.0.0.0/23")], cluster.Account.Reservations.SetAside.Free);
        cluster.AssertExact();
    }

    [Fact]
    public void What_expires_inside_is_set_aside()
    {
        cluster.Acquire("a", "10.0.1.0/24");
        cluster.Reserved("kept", "10.0.1.0/24");
        cluster.Pass(Specs.Reclaim + Soon);

        Assert.Equal([Prefix.Parse("10.0.1.0/24")], cluster.Account.Reservations.SetAside.Free);
    }

    [Fact]
    public void A_holder_whose_lease_is_taken_back_moves_when_it_has_given_up()
    {
        var lease = cluster.Acquire("a", "10.0.1.0/24");
        cluster.Reserved("kept", "10.0.1.0/24");
        cluster.Ask(Ask.ReleaseByOperator(lease));

        var again = Assert.IsType<LeaseGrant>(cluster.Ask(Ask.Acquire("a") with { BurntEpoch = lease.Epoch })).Lease;

        Assert.NotEqual(lease.Subnets, again.Subnets);
        Assert.True(again.Epoch > lease.Epoch);
        cluster.Pass(Soon);
        Assert.Equal([Prefix.Parse("10.0.1.0/24")], cluster.Account.Reservations.SetAside.Free);
    }

    [Fact]
    public void A_holder_that_has_not_said_that_it_gave_up_is_not_moved()
    {
        var lease = cluster.Acquire("a", "10.0.1.0/24");
        cluster.Reserved("kept", "10.0.1.0/24");
        cluster.Ask(Ask.ReleaseByOperator(lease));

        Assert.Equal(lease.Subnets, cluster.Acquire("a").Subnets);
    }

    [Fact]
    public void A_subnet_that_another_shard_owns_comes_to_the_node_that_it_is_pinned_to()
    {
        var (owner, node) = (cluster.NodeOf(0), cluster.NodeOf(1));
        cluster.Release(cluster.Acquire(owner, "10.0.2.0/24"));

        cluster.Reserved("pin", "10.0.2.0/24", node);
        cluster.Pass(Soon);

        Assert.True(cluster.Shard(1).Owns(Prefix.Parse("10.0.2.0/24")));
        Assert.DoesNotContain("10.0.2.0/24", TestShard.Texts(cluster.Acquire(cluster.NodeOf(1, skip: 1), "10.0.2.0/24")));
        Assert.Equal(["10.0.2.0/24"], TestShard.Texts(cluster.Acquire(node)));
        cluster.AssertExact();
    }

    [Fact]
    public void A_pin_that_another_node_holds_waits_for_it_and_its_node_gets_another_subnet_until_then()
    {
        var (owner, node) = (cluster.NodeOf(0), cluster.NodeOf(1));
        var held = cluster.Acquire(owner, "10.0.2.0/24");
        cluster.Reserved("pin", "10.0.2.0/24", node);
        cluster.Pass(Soon);
        var other = cluster.Acquire(node);
        Assert.NotEqual(held.Subnets, other.Subnets);

        cluster.Release(held);
        cluster.Pass(Soon);
        Assert.Equal(other.Subnets, cluster.Acquire(node).Subnets);
        cluster.Release(other);

        Assert.Equal(["10.0.2.0/24"], TestShard.Texts(cluster.Acquire(node)));
    }

    [Fact]
    public void A_node_that_holds_what_is_pinned_to_it_keeps_it_and_gets_it_whenever_it_comes()
    {
        var (node, rival) = (cluster.NodeOf(0), cluster.NodeOf(0, skip: 1));
        var lease = cluster.Acquire(node, "10.0.2.0/24");
        cluster.Reserved("pin", "10.0.2.0/24", node);
        cluster.Pass(Soon);
        Assert.Equal(lease, cluster.Acquire(node));

        cluster.Release(lease);
        cluster.Pass(Specs.Quarantine + Soon);

        Assert.DoesNotContain("10.0.2.0/24", TestShard.Texts(cluster.Acquire(rival, "10.0.2.0/24")));
        Assert.Equal(["10.0.2.0/24"], TestShard.Texts(cluster.Acquire(node, "10.0.3.0/24")));
    }

    [Fact]
    public void A_pin_is_yielded_to_nobody_however_short_they_are()
    {
        var node = cluster.NodeOf(0);
        cluster.Reserved("pin", "10.0.0.0/24", node);
        cluster.Pass(Soon);
        Assert.True(cluster.Shard(0).Owns(Prefix.Parse("10.0.0.0/24")));

        for (var number = 0; number < 3; number++)
        {
            cluster.Acquire(cluster.NodeOf(1, skip: number));
        }

        Assert.IsType<PoolExhausted>(cluster.Ask(Ask.Acquire(cluster.NodeOf(1, skip: 3))));
        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(cluster.Acquire(node)));
    }

    [Fact]
    public void A_pin_in_one_family_leaves_the_other_as_it_is()
    {
        var dual = new SmallCluster(Specs.Made(Specs.Settings("10.0.0.0/22", "fd00::/60") with { ShardCount = 2, Ipv4 = new SubnetSizing(24) }));
        var lease = dual.Acquire("a", "10.0.3.0/24", "fd00:0:0:7::/64");
        dual.Reserved("pin", "10.0.0.0/24", "a");
        dual.Pass(Soon);
        dual.Ask(Ask.ReleaseByOperator(lease));

        var again = Assert.IsType<LeaseGrant>(dual.Ask(Ask.Acquire("a") with { BurntEpoch = lease.Epoch })).Lease;

        Assert.Equal(["10.0.0.0/24", "fd00:0:0:7::/64"], TestShard.Texts(again));
        dual.AssertExact();
    }

    [Fact]
    public void A_pin_of_another_length_than_the_default_is_what_its_node_gets()
    {
        var mixed = new SmallCluster(Specs.Made(Specs.Settings("10.0.0.0/22") with { ShardCount = 2, Ipv4 = new SubnetSizing(24, 23, 26) }));
        mixed.Reserved("pin", "10.0.1.64/26", "a");
        mixed.Pass(Soon);

        var lease = mixed.Acquire("a");
        mixed.Release(lease);

        Assert.Equal(["10.0.1.64/26"], TestShard.Texts(lease));
        Assert.Equal(lease.Subnets, mixed.Acquire("a").Subnets);
        mixed.AssertExact();
    }

    [Fact]
    public void A_subnet_that_is_reserved_in_part_is_not_given_back_to_its_last_holder()
    {
        var mixed = new SmallCluster(Specs.Made(Specs.Settings("10.0.0.0/22") with { ShardCount = 1, Ipv4 = new SubnetSizing(24, 23, 26) }));
        var lease = mixed.Acquire("a", "10.0.1.0/24");
        mixed.Reserved("kept", "10.0.1.128/26");
        mixed.Pass(Soon);

        mixed.Release(lease);
        mixed.AssertExact();
        Assert.NotEqual(lease.Subnets, mixed.Acquire("a").Subnets);
        mixed.Pass(Soon);

        Assert.Equal([Prefix.Parse("10.0.1.128/26")], mixed.Account.Reservations.SetAside.Free);
        mixed.AssertExact();
    }

    [Fact]
    public void What_a_reservation_kept_is_like_any_other_space_when_it_ends()
    {
        var reservation = cluster.Reserved("kept", "10.0.0.0/23");

        Assert.Equal(new ReservationIsGone(reservation.Number), cluster.EndReservation(reservation.Number));

        Assert.Empty(cluster.Account.Reservations.SetAside.Free);
        Assert.Equal(4, new[] { "a", "b", "c", "d" }.SelectMany(node => TestShard.Texts(cluster.Acquire(node))).Distinct().Count());
        cluster.AssertExact();
    }

    [Fact]
    public void The_end_of_a_pin_leaves_its_node_the_lease_and_then_the_subnet_to_all()
    {
        var (node, rival) = (cluster.NodeOf(0), cluster.NodeOf(0, skip: 1));
        var reservation = cluster.Reserved("pin", "10.0.2.0/24", node);
        cluster.Pass(Soon);
        var lease = cluster.Acquire(node);

        cluster.EndReservation(reservation.Number);
        cluster.Pass(Soon);
        Assert.Equal(lease, cluster.Acquire(node));
        Assert.Empty(cluster.ShardOf(node).Withheld.Ranges);
        cluster.Release(lease);
        cluster.Pass(Specs.Quarantine + Soon);

        Assert.Equal(["10.0.2.0/24"], TestShard.Texts(cluster.Acquire(rival, "10.0.2.0/24")));
        cluster.AssertExact();
    }

    [Fact]
    public void A_reservation_that_ends_while_it_is_pending_leaves_nothing_behind()
    {
        var lease = cluster.Acquire("a", "10.0.1.0/24");
        var reservation = cluster.Reserved("kept", "10.0.0.0/23");
        cluster.Pass(Soon);

        cluster.EndReservation(reservation.Number);
        cluster.Pass(Soon);
        cluster.Release(lease);

        Assert.Equal(lease.Subnets, cluster.Acquire("a").Subnets);
        Assert.Empty(cluster.ShardOf("a").Withheld.Ranges);
        cluster.AssertExact();
    }

    [Fact]
    public void Orders_that_are_lost_are_told_again()
    {
        cluster.Release(cluster.Acquire(cluster.NodeOf(0), "10.0.1.0/24"));
        cluster.Loses = message => message is WithholdRanges;
        cluster.Reserved("kept", "10.0.1.0/24");
        Assert.Empty(cluster.Account.Reservations.SetAside.Free);

        cluster.Loses = _ => false;
        cluster.Pass(Soon);

        Assert.Equal([Prefix.Parse("10.0.1.0/24")], cluster.Account.Reservations.SetAside.Free);
    }

    [Fact]
    public void Answers_that_are_lost_are_asked_for_again()
    {
        var node = cluster.NodeOf(1);
        cluster.Release(cluster.Acquire(cluster.NodeOf(0), "10.0.1.0/24"));
        cluster.Loses = message => message is BlocksYieldedOrNot;
        cluster.Reserved("pin", "10.0.1.0/24", node);
        cluster.Pass(Soon);
        Assert.False(cluster.Shard(0).Owns(Prefix.Parse("10.0.1.0/24")));

        cluster.Loses = _ => false;
        cluster.Pass(Soon);

        Assert.True(cluster.Shard(1).Owns(Prefix.Parse("10.0.1.0/24")));
    }

    [Fact]
    public void Orders_that_come_late_change_nothing()
    {
        cluster.Acquire(cluster.NodeOf(0), "10.0.1.0/24");
        var late = new List<WithholdRanges>();
        cluster.Loses = message =>
        {
            late.AddRange(new[] { message }.OfType<WithholdRanges>());
            return false;
        };
        var reservation = cluster.Reserved("kept", "10.0.1.0/24");
        cluster.EndReservation(reservation.Number);
        Assert.Equal([1, 2], late.Select(orders => orders.Version).Distinct());

        cluster.Deliver(0, late[0]);

        Assert.Empty(cluster.Shard(0).Withheld.Ranges);
        Assert.Equal(2, cluster.Shard(0).Withheld.Version);
    }

    [Fact]
    public void A_pin_is_not_handed_over_before_its_shard_has_said_that_it_knows_of_it()
    {
        var node = cluster.NodeOf(1);
        cluster.Loses = message => message is WithholdRanges;
        cluster.Reserved("pin", "10.0.1.0/24", node);

        cluster.Acquire(cluster.NodeOf(1, skip: 1));
        cluster.Pass(Soon);

        Assert.Equal([Prefix.Parse("10.0.1.0/24")], cluster.Account.Reservations.SetAside.Free);
    }

    [Fact]
    public void Everything_goes_on_where_it_was_after_a_restart()
    {
        var (owner, node) = (cluster.NodeOf(0), cluster.NodeOf(1));
        var held = cluster.Acquire(owner, "10.0.2.0/24");
        cluster.Reserved("pin", "10.0.2.0/24", node);
        cluster.Reserved("kept", "10.0.0.0/24");
        cluster.Restart();
        cluster.AssertExact();
        cluster.Pass(Soon);

        cluster.Release(held);
        cluster.Restart();
        cluster.Pass(Soon);
        cluster.Restart();

        Assert.Equal(["10.0.2.0/24"], TestShard.Texts(cluster.Acquire(node)));
        Assert.Equal([Prefix.Parse("10.0.0.0/24")], cluster.Account.Reservations.SetAside.Free);
        cluster.AssertExact();
    }

    [Fact]
    public void A_shard_grants_nothing_inside_of_what_it_withholds_whatever_the_rules_say()
    {
        cluster.Acquire("a", "10.0.1.0/24");
        cluster.Reserved("kept", "10.0.0.0/23");
        cluster.Pass(Soon);
        var state = cluster.ShardOf("a");

        Assert.Throws<InvariantException>(() => state.Apply(
            new LeaseGranted(DateTimeOffset.UnixEpoch, new NodeId("b"), state.HighestEpoch.Next, [Prefix.Parse("10.0.1.0/24")], default, default, NodeAttributes.None, string.Empty),
            default));
    }

    [Fact]
    public void A_pool_is_not_called_full_while_a_shard_withholds_what_is_not_reserved_any_more()
    {
        var node = cluster.NodeOf(0);
        var reservation = cluster.Reserved("pin", "10.0.0.0/24", node);
        cluster.Pass(Soon);
        for (var number = 0; number < 3; number++)
        {
            cluster.Acquire(cluster.NodeOf(1, skip: number));
        }

        cluster.Loses = message => message is WithholdRanges;
        cluster.EndReservation(reservation.Number);
        var asked = 0;
        cluster.Loses = message => message is WithholdRanges || (message is RequestBlocks { MayEndQuarantine: true } && ++asked > 3);
        Assert.Null(cluster.TryAsk(Ask.Acquire(cluster.NodeOf(1, skip: 3))));
        cluster.Loses = _ => false;

        Assert.Equal(["10.0.0.0/24"], cluster.PassUntilAnswered<LeaseGrant>(Soon).Lease.Subnets.Select(subnet => subnet.ToString()));
    }
}
