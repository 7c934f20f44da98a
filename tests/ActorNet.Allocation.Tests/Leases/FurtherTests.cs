using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Leases;

public sealed class FurtherTests
{
    private static readonly PoolSpec Pool = Specs.Made(Specs.Settings("10.0.0.0/16") with { Ipv4 = new SubnetSizing(24, 22, 26) });

    private readonly TestShard shard = new(Pool, "10.0.0.0/21");

    [Fact]
    public void A_holder_whose_subnet_cannot_grow_gets_another_one_beside_it()
    {
        var lease = Enclosed("a");

        var grant = Grant("a", 23);

        Assert.Equal(["10.0.0.0/24", "10.0.2.0/24"], TestShard.Texts(grant.Lease));
        Assert.Equal((lease.Epoch, lease.Token, SubnetSize.AsAsked), (grant.Lease.GrownFrom, grant.Lease.Token, grant.Sizes.Ipv4));
        Assert.Empty(grant.Lease.Leaving);
        Assert.IsType<LeaseRenewal>(shard.Reply(Ask.Renew(lease)));
        Assert.IsType<LeaseRenewal>(shard.Reply(Ask.Renew(grant.Lease)));
    }

    [Fact]
    public void A_request_that_comes_twice_adds_one()
    {
        Enclosed("a");
        var grant = Grant("a", 23);

        Assert.Equal(grant.Lease.Epoch, Grant("a", 23).Lease.Epoch);
        Assert.Empty(shard.Written);
    }

    [Fact]
    public void Who_does_not_take_several_keeps_what_it_has()
    {
        var lease = Enclosed("a");

        var grant = Grant("a", 23, most: 1);

        Assert.Equal((lease.Epoch, SubnetSize.KeptSmaller), (grant.Lease.Epoch, grant.Sizes.Ipv4));
    }

    [Fact]
    public void What_can_grow_grows_where_it_is()
    {
        shard.Acquire("a", "10.0.0.0/24");

        Assert.Equal(["10.0.0.0/23"], TestShard.Texts(Grant("a", 23).Lease));
    }

    [Fact]
    public void The_largest_piece_comes_first_and_each_request_adds_one()
    {
        Enclosed("a");

        Assert.Equal(["10.0.0.0/24", "10.0.2.0/23"], TestShard.Texts(Grant("a", 22).Lease));
        var grant = Grant("a", 22);
        Assert.Equal(["10.0.0.0/24", "10.0.2.0/23", "10.0.4.0/24"], TestShard.Texts(grant.Lease));
        Assert.Equal(SubnetSize.AsAsked, grant.Sizes.Ipv4);
        Assert.Equal(grant.Lease.Epoch, Grant("a", 22).Lease.Epoch);
    }

    [Fact]
    public void It_has_no_more_of_them_than_it_takes()
    {
        Enclosed("a");
        Grant("a", 22, most: 2);

        var grant = Grant("a", 22, most: 2);

        Assert.Equal(["10.0.0.0/24", "10.0.2.0/23"], TestShard.Texts(grant.Lease));
        Assert.Equal(SubnetSize.KeptSmaller, grant.Sizes.Ipv4);
    }

    [Fact]
    public void A_further_one_grows_as_well_and_never_beyond_what_is_wanted_in_all()
    {
        Enclosed("a");
        Grant("a", 23);

        Assert.Equal(["10.0.0.0/24", "10.0.2.0/23"], TestShard.Texts(Grant("a", 22).Lease));
        Assert.Equal(["10.0.0.0/24", "10.0.2.0/23", "10.0.4.0/24"], TestShard.Texts(Grant("a", 22).Lease));
    }

    [Fact]
    public void A_wish_comes_true_where_it_is_free()
    {
        Enclosed("a");

        Assert.Equal(["10.0.0.0/24", "10.0.5.0/24"], TestShard.Texts(Grant("a", 23, preferred: ["10.0.0.0/24", "10.0.1.0/24", "10.0.5.0/24"]).Lease));
    }

    [Fact]
    public void Where_nothing_of_the_length_is_here_the_pool_is_asked_for_it()
    {
        var small = new TestShard(Pool, "10.0.0.0/23");
        small.Acquire("a", "10.0.0.0/24");
        small.Acquire("b", "10.0.1.0/24");

        var decision = small.Decide(Wanting("a", 22));

        Assert.True(decision.IsForMore);
        Assert.Equal([new FamilyLength(AddressFamily.InterNetwork, 23)], decision.Need!.Lengths);
    }

    [Fact]
    public void A_smaller_piece_is_looked_for_down_to_the_longest_that_is_taken_and_then_none()
    {
        var small = new TestShard(Pool, "10.0.0.0/23");
        small.Acquire("a", "10.0.0.0/24");
        small.Acquire("b", "10.0.1.0/24");
        var command = Wanting("a", 22) with { Ipv4Longest = 25 };

        foreach (var length in new[] { 23, 24, 25 })
        {
            var need = small.Decide(command).Need!;
            Assert.Equal([new FamilyLength(AddressFamily.InterNetwork, length)], need.Lengths);
            command = FurtherRules.Concede(command, need);
        }

        Assert.IsType<LeaseGrant>(small.Reply(command));
        Assert.Empty(small.Written);
    }

    [Fact]
    public void Nobody_is_driven_out_of_quarantine_for_it()
    {
        var full = new TestShard(Pool, "10.0.0.0/22");
        full.Acquire("a", "10.0.0.0/24");
        full.Acquire("b", "10.0.1.0/24");
        full.Release(full.Acquire("c", "10.0.2.0/24"));
        full.Release(full.Acquire("d", "10.0.3.0/24"));

        Assert.NotNull(full.Decide(Wanting("a", 23), SpaceSearch.Exhausted).Need);
        Assert.Empty(full.Written);
    }

    [Fact]
    public void Who_takes_several_may_want_more_than_the_largest_of_the_pool()
    {
        var fixedLength = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16") with { Ipv4 = new SubnetSizing(24) }), "10.0.0.0/22");

        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(fixedLength.Grant(Wanting("a", 23))));
        Assert.Equal(["10.0.0.0/24", "10.0.1.0/24"], TestShard.Texts(fixedLength.Grant(Wanting("a", 23))));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Where_nothing_new_is_granted_nothing_is_added(bool isCordoned, bool isClosing)
    {
        var lease = Enclosed("a");
        shard.Apply(new ShardPoolChanged(DateTimeOffset.UnixEpoch, Pool with { Version = 2, IsCordoned = isCordoned, IsClosing = isClosing }));

        Assert.Equal(lease.Epoch, Grant("a", 23).Lease.Epoch);
    }

    [Fact]
    public void Each_family_gets_its_own()
    {
        var dual = new TestShard(
            Specs.Made(Specs.Settings("10.0.0.0/16", "fd00::/48") with { Ipv4 = new SubnetSizing(24), Ipv6 = new SubnetSizing(64) }), "10.0.0.0/22", "fd00::/62");
        dual.Acquire("a");

        var lease = dual.Grant(Wanting("a", 23) with { Ipv6Length = 63 });

        Assert.Equal(["10.0.0.0/24", "10.0.1.0/24", "fd00::/64", "fd00:0:0:1::/64"], TestShard.Texts(lease));
    }

    [Fact]
    public void All_of_it_ends_together_and_the_node_that_comes_back_finds_all_of_it()
    {
        Enclosed("a");
        var both = Grant("a", 23).Lease;
        shard.Release(both);
        Assert.IsType<LeaseNotFound>(shard.Reply(Ask.Renew(both)));

        var grant = Grant("a", 23);

        Assert.Equal(["10.0.0.0/24", "10.0.2.0/24"], TestShard.Texts(grant.Lease));
        Assert.Equal(Epoch.None, grant.Lease.GrownFrom);
    }

    [Theory]
    [InlineData(24, 2)]
    [InlineData(23, 1)]
    public void Who_comes_back_for_less_or_takes_fewer_gets_the_first(int length, int most)
    {
        Enclosed("a");
        shard.Release(Grant("a", 23).Lease);

        Assert.Equal("10.0.0.0/24", TestShard.Texts(Grant("a", length, most, longest: 24).Lease)[0]);
        Assert.True(shard.State.Space[AddressFamily.InterNetwork].IsFree(Prefix.Parse("10.0.2.0/24")));
    }

    [Fact]
    public void An_operator_takes_all_of_it_back_and_the_holder_gets_all_of_it_again()
    {
        Enclosed("a");
        var both = Grant("a", 23).Lease;
        shard.Reply(Ask.ReleaseByOperator(both));
        Assert.IsType<LeaseRevocation>(shard.Reply(Ask.Renew(both)));

        Assert.Equal(["10.0.0.0/24", "10.0.2.0/24"], TestShard.Texts(shard.Grant(Wanting("a", 23) with { BurntEpoch = both.Epoch })));
    }

    [Fact]
    public void A_snapshot_has_all_of_it()
    {
        Enclosed("a");
        var both = Grant("a", 23).Lease;

        var successor = new TestShard(shard);

        Assert.Equal(both.Epoch, successor.Grant(Wanting("a", 23)).Epoch);
        Assert.False(successor.State.Space[AddressFamily.InterNetwork].IsFree(Prefix.Parse("10.0.2.0/24")));
    }

    [Fact]
    public void Of_several_only_the_one_moves_that_is_in_the_way_to_one_of_its_size()
    {
        Enclosed("a");
        Grant("a", 23);
        Withhold(new WithheldRange(1, Prefix.Parse("10.0.2.0/24"), null) { Drains = true });

        var moving = Grant("a", 23).Lease;

        Assert.Equal(["10.0.0.0/24", "10.0.3.0/24", "10.0.2.0/24"], TestShard.Texts(moving));
        Assert.Equal(["10.0.2.0/24"], moving.Leaving.Select(subnet => subnet.ToString()));
        var rest = shard.Grant(Wanting("a", 23) with { GivenUp = moving.Leaving, GivenUpEpoch = moving.Epoch });
        Assert.Equal(["10.0.0.0/24", "10.0.3.0/24"], TestShard.Texts(rest));
    }

    [Fact]
    public void The_first_moves_in_its_place_and_two_move_one_after_the_other()
    {
        Enclosed("a");
        Grant("a", 23);
        Withhold(new WithheldRange(1, Prefix.Parse("10.0.0.0/22"), null) { Drains = true });

        var moving = Grant("a", 23).Lease;
        Assert.Equal(["10.0.4.0/24", "10.0.2.0/24", "10.0.0.0/24"], TestShard.Texts(moving));
        Assert.Equal(moving.Epoch, Grant("a", 23).Lease.Epoch);

        var next = shard.Grant(Wanting("a", 23) with { GivenUp = moving.Leaving, GivenUpEpoch = moving.Epoch });
        Assert.Equal(["10.0.4.0/24", "10.0.2.0/24"], TestShard.Texts(next));
        Assert.Equal(["10.0.4.0/24", "10.0.5.0/24", "10.0.2.0/24"], TestShard.Texts(Grant("a", 23).Lease));
    }

    [Fact]
    public void A_pin_that_drains_takes_the_place_of_the_first_and_the_others_stay()
    {
        Enclosed("a");
        var both = Grant("a", 23).Lease;
        Withhold(new WithheldRange(1, Prefix.Parse("10.0.6.0/24"), both.Node) { Drains = true });

        Assert.Equal(["10.0.6.0/24", "10.0.2.0/24", "10.0.0.0/24"], TestShard.Texts(Grant("a", 23).Lease));
    }

    [Fact]
    public void Who_has_given_all_up_and_must_move_keeps_what_is_not_in_the_way()
    {
        Enclosed("a");
        var both = Grant("a", 23).Lease;
        Withhold(new WithheldRange(1, Prefix.Parse("10.0.6.0/24"), both.Node));

        Assert.Equal(["10.0.6.0/24", "10.0.0.0/24"], TestShard.Texts(shard.Grant(Wanting("a", 23) with { BurntEpoch = both.Epoch })));
    }

    [Fact]
    public void Who_is_to_get_what_is_pinned_to_it_gets_nothing_more()
    {
        var lease = Enclosed("a");
        Withhold(new WithheldRange(1, Prefix.Parse("10.0.6.0/24"), lease.Node));

        Assert.Equal(lease.Epoch, Grant("a", 23).Lease.Epoch);
    }

    [Fact]
    public void More_than_four_are_not_granted_whoever_asks()
    {
        var granted = new LeaseGranted(
            shard.Now.WallClock, new NodeId("a"), new Epoch(9), [.. Enumerable.Range(0, 5).Select(number => Prefix.Parse($"10.0.{number}.0/24"))], default, default, NodeAttributes.None, string.Empty);

        Assert.Throws<InvariantException>(() => shard.Apply(granted));
        shard.Apply(granted with { Subnets = granted.Subnets.RemoveAt(4) });
    }

    /// <summary>A node that has 10.0.0.0/24, beside another one's.</summary>
    private Lease Enclosed(string node)
    {
        var lease = shard.Acquire(node, "10.0.0.0/24");
        shard.Acquire("neighbour", "10.0.1.0/24");
        return lease;
    }

    private static AcquireLease Wanting(string node, int length, int most = 4, params string[] preferred) =>
        Ask.Acquire(node, [.. preferred]) with { Ipv4Length = length, MostSubnets = most, AcceptsMove = true };

    private LeaseGrant Grant(string node, int length, int most = 4, int? longest = null, params string[] preferred) =>
        Assert.IsType<LeaseGrant>(shard.Reply(Wanting(node, length, most, preferred) with { Ipv4Longest = longest }));

    private void Withhold(params WithheldRange[] ranges) =>
        shard.Apply(new RangesWithheld(shard.Now.WallClock, shard.State.Withheld.Version + 1, [.. ranges]));
}
