using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Leases;

public sealed class ResizeTests
{
    private static readonly PoolSpec Pool = Specs.Made(Specs.Settings("10.0.0.0/16") with { Ipv4 = new SubnetSizing(24, 22, 26) });

    private readonly TestShard shard = new(Pool, "10.0.0.0/22");

    [Theory]
    [InlineData(23, "10.0.0.0/23")]
    [InlineData(22, "10.0.0.0/22")]
    public void A_holder_that_asks_for_more_gets_what_is_free_around_its_subnet(int length, string grown)
    {
        var lease = shard.Acquire("a");

        var grant = Grant("a", length);

        Assert.Equal([grown], TestShard.Texts(grant.Lease));
        Assert.Equal((lease.Epoch.Next, lease.Epoch, SubnetSize.AsAsked), (grant.Lease.Epoch, grant.Lease.GrownFrom, grant.Sizes.Ipv4));
        Assert.Equal((lease.Token, lease.Instance), (grant.Lease.Token, grant.Lease.Instance));
    }

    [Fact]
    public void The_subnet_in_the_upper_half_grows_downwards()
    {
        shard.Acquire("a", "10.0.1.0/24");

        Assert.Equal(["10.0.0.0/23"], TestShard.Texts(Grant("a", 23).Lease));
    }

    [Fact]
    public void It_grows_as_far_as_it_can()
    {
        shard.Acquire("a");
        shard.Acquire("b", "10.0.3.0/24");

        var grant = Grant("a", 22);

        Assert.Equal(["10.0.0.0/23"], TestShard.Texts(grant.Lease));
        Assert.Equal(SubnetSize.KeptSmaller, grant.Sizes.Ipv4);
    }

    [Fact]
    public void Who_cannot_grow_keeps_what_it_has_and_hears_so()
    {
        var lease = shard.Acquire("a");
        shard.Acquire("b", "10.0.1.0/24");

        var grant = Grant("a", 23);

        Assert.Equal((lease.Epoch, SubnetSize.KeptSmaller), (grant.Lease.Epoch, grant.Sizes.Ipv4));
        Assert.Empty(shard.Written);
    }

    [Fact]
    public void What_is_quarantined_is_not_grown_over()
    {
        shard.Acquire("a");
        shard.Release(shard.Acquire("b", "10.0.1.0/24"));

        Assert.Equal(SubnetSize.KeptSmaller, Grant("a", 23).Sizes.Ipv4);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Where_nothing_new_is_granted_nothing_grows(bool isCordoned, bool isClosing)
    {
        var lease = shard.Acquire("a");
        shard.Apply(new ShardPoolChanged(DateTimeOffset.UnixEpoch, Pool with { Version = 2, IsCordoned = isCordoned, IsClosing = isClosing }));

        var grant = Grant("a", 23);

        Assert.Equal((lease.Epoch, SubnetSize.KeptSmaller), (grant.Lease.Epoch, grant.Sizes.Ipv4));
    }

    [Fact]
    public void Who_is_to_get_what_is_pinned_to_it_does_not_grow()
    {
        var lease = shard.Acquire("a");
        shard.Apply(new RangesWithheld(DateTimeOffset.UnixEpoch, 1, [new WithheldRange(1, Prefix.Parse("10.0.2.0/24"), lease.Node)]));

        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(Grant("a", 23).Lease));
    }

    [Fact]
    public void Who_asks_for_no_length_does_not_grow()
    {
        shard.Grant(Ask.Acquire("a") with { Ipv4Length = 26 });

        var grant = Assert.IsType<LeaseGrant>(shard.Reply(Ask.Acquire("a")));

        Assert.Equal((26, SubnetSize.AsAsked), (grant.Lease.Subnets.Single().Length, grant.Sizes.Ipv4));
    }

    [Fact]
    public void It_does_not_grow_beyond_what_the_pool_offers()
    {
        var wide = new TestShard(Pool, "10.0.0.0/20");
        wide.Acquire("a");

        Assert.Equal(SubnetSize.KeptSmaller, Assert.IsType<LeaseGrant>(wide.Reply(Ask.Acquire("a") with { Ipv4Length = 21 })).Sizes.Ipv4);
    }

    [Fact]
    public void Nor_over_the_edge_of_a_CIDR()
    {
        var neighbours = Specs.Made(Specs.Settings("10.0.0.0/24", "10.0.1.0/24") with { Ipv4 = new SubnetSizing(26, 24, 28) });
        var edge = new TestShard(neighbours with { Families = [neighbours.Families[0] with { Shortest = 23 }] }, "10.0.0.0/24", "10.0.1.0/24");
        edge.Grant(Ask.Acquire("a") with { Ipv4Length = 24 });

        Assert.Equal(SubnetSize.KeptSmaller, Assert.IsType<LeaseGrant>(edge.Reply(Ask.Acquire("a") with { Ipv4Length = 23 })).Sizes.Ipv4);
    }

    [Fact]
    public void What_the_pool_may_have_of_it_is_asked_for_together()
    {
        var small = new TestShard(Pool, "10.0.0.0/24");
        small.Acquire("a");

        var decision = small.Decide(Ask.Acquire("a") with { Ipv4Length = 22 });

        Assert.Empty(decision.Need!.Lengths);
        Assert.Equal(["10.0.1.0/24", "10.0.2.0/23"], decision.Need.Together.Select(prefix => prefix.ToString()));
    }

    [Fact]
    public void Nothing_is_asked_for_where_a_part_of_it_is_held_here()
    {
        var small = new TestShard(Pool, "10.0.0.0/24", "10.0.2.0/24");
        small.Acquire("a", "10.0.0.0/24");
        small.Acquire("b", "10.0.2.0/24");

        Assert.Equal(SubnetSize.KeptSmaller, Assert.IsType<LeaseGrant>(small.Reply(Ask.Acquire("a") with { Ipv4Length = 22 })).Sizes.Ipv4);
    }

    [Fact]
    public void Until_it_hears_that_its_lease_has_grown_a_holder_renews_what_it_knows()
    {
        var lease = shard.Acquire("a");
        var grown = Grant("a", 22).Lease;
        shard.Pass(Specs.TimeToLive);

        Assert.Equal(new LeaseRenewal(lease.Epoch, Specs.TimeToLive), shard.Reply(Ask.Renew(lease)));
        shard.State.Extend(lease.Node, lease.Epoch, Specs.TimeToLive, shard.Now);
        shard.Pass(Specs.TimeToLive);

        Assert.Empty(shard.Expire());
        Assert.Equal(new LeaseRenewal(grown.Epoch, Specs.TimeToLive), shard.Reply(Ask.Renew(grown)));
    }

    [Fact]
    public void What_has_grown_twice_covers_both()
    {
        var lease = shard.Acquire("a");
        var once = Grant("a", 23).Lease;
        var twice = Grant("a", 22).Lease;

        Assert.Equal(lease.Epoch, twice.GrownFrom);
        Assert.IsType<LeaseRenewal>(shard.Reply(Ask.Renew(lease)));
        Assert.IsType<LeaseRenewal>(shard.Reply(Ask.Renew(once)));
    }

    [Fact]
    public void What_has_ended_is_not_renewed_by_what_it_grew_out_of()
    {
        var lease = shard.Acquire("a");
        shard.Release(Grant("a", 23).Lease);

        Assert.IsType<LeaseNotFound>(shard.Reply(Ask.Renew(lease)));
    }

    [Fact]
    public void What_was_taken_back_is_not_either()
    {
        var lease = shard.Acquire("a");
        shard.Reply(Ask.ReleaseByOperator(Grant("a", 23).Lease));

        Assert.IsType<LeaseRevocation>(shard.Reply(Ask.Renew(lease)));
    }

    [Fact]
    public void An_epoch_that_was_given_up_is_not_covered_by_the_next()
    {
        var lease = shard.Acquire("a");
        var grown = Grant("a", 23).Lease;
        shard.Grant(Ask.Acquire("a") with { BurntEpoch = grown.Epoch });

        Assert.IsType<EpochStale>(shard.Reply(Ask.Renew(lease)));
        Assert.IsType<EpochStale>(shard.Reply(Ask.Renew(grown)));
    }

    [Fact]
    public void A_snapshot_knows_what_a_lease_has_grown_out_of()
    {
        var lease = shard.Acquire("a");
        Grant("a", 23);

        Assert.IsType<LeaseRenewal>(new TestShard(shard).Reply(Ask.Renew(lease)));
    }

    [Fact]
    public void A_holder_that_asks_for_less_keeps_what_it_may_believe_in()
    {
        shard.Acquire("a");

        var grant = Grant("a", 26);

        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(grant.Lease));
        Assert.Equal(SubnetSize.KeptLarger, grant.Sizes.Ipv4);
    }

    [Fact]
    public void Who_has_given_its_lease_up_gets_a_part_and_the_rest_is_free()
    {
        var lease = shard.Acquire("a");

        var grant = Grant("a", 26, burnt: lease.Epoch);

        Assert.Equal(["10.0.0.0/26"], TestShard.Texts(grant.Lease));
        Assert.Equal((Epoch.None, SubnetSize.AsAsked), (grant.Lease.GrownFrom, grant.Sizes.Ipv4));
        Assert.True(shard.State.Space[System.Net.Sockets.AddressFamily.InterNetwork].IsFree(Prefix.Parse("10.0.0.64/26")));
        Assert.Equal(["10.0.0.64/26"], TestShard.Texts(shard.Grant(Ask.Acquire("b") with { Ipv4Length = 26 })));
    }

    [Fact]
    public void It_may_say_which_part()
    {
        var lease = shard.Acquire("a");

        Assert.Equal(["10.0.0.128/26"], TestShard.Texts(Grant("a", 26, lease.Epoch, "10.0.0.128/26").Lease));
    }

    [Fact]
    public void Of_what_an_operator_took_back_nothing_is_given_to_others_early()
    {
        var lease = shard.Acquire("a");
        shard.Reply(Ask.ReleaseByOperator(lease));

        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(Grant("a", 26, burnt: lease.Epoch).Lease));
    }

    [Fact]
    public void A_node_that_comes_back_for_less_gets_a_part_of_what_it_had()
    {
        shard.Acquire("first");
        shard.Release(shard.Acquire("a"));

        Assert.Equal(["10.0.1.0/26"], TestShard.Texts(Grant("a", 26).Lease));
    }

    [Fact]
    public void A_node_that_comes_back_and_takes_less_than_it_wants_finds_its_subnet_where_that_cannot_grow()
    {
        shard.Release(shard.Acquire("a"));
        shard.Acquire("b", "10.0.1.0/24");

        var grant = Assert.IsType<LeaseGrant>(shard.Reply(Ask.Acquire("a") with { Ipv4Length = 23, Ipv4Longest = 24 }));

        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(grant.Lease));
        Assert.Equal(SubnetSize.NothingLarger, grant.Sizes.Ipv4);
    }

    [Fact]
    public void Each_family_grows_on_its_own()
    {
        var dual = new TestShard(
            Specs.Made(Specs.Settings("10.0.0.0/16", "fd00::/48") with { Ipv4 = new SubnetSizing(24, 22, 26), Ipv6 = new SubnetSizing(64, 60, 64) }), "10.0.0.0/22", "fd00::/64");
        dual.Acquire("a");

        var grant = Assert.IsType<LeaseGrant>(dual.Reply(Ask.Acquire("a") with { Ipv4Length = 23, Ipv6Length = 63 }, SpaceSearch.Free));

        Assert.Equal(["10.0.0.0/23", "fd00::/64"], TestShard.Texts(grant.Lease));
        Assert.Equal(new SubnetSizes(SubnetSize.AsAsked, SubnetSize.KeptSmaller), grant.Sizes);
    }

    [Fact]
    public void A_request_that_was_overtaken_does_not_bring_back_what_was_said_before()
    {
        var later = new NodeAttributes(Google.Protobuf.ByteString.CopyFromUtf8("later"), Version: 2);
        shard.Grant(Ask.Acquire("a") with { Attributes = later });

        var grant = shard.Grant(Ask.Acquire("a") with { Ipv4Length = 23, Attributes = new NodeAttributes(Google.Protobuf.ByteString.CopyFromUtf8("earlier"), Version: 1) });

        Assert.Equal(later, grant.Attributes);
    }

    private LeaseGrant Grant(string node, int length, Epoch burnt = default, params ImmutableArray<string> preferred) =>
        Assert.IsType<LeaseGrant>(shard.Reply(Ask.Acquire(node, preferred) with { Ipv4Length = length, BurntEpoch = burnt }));
}
