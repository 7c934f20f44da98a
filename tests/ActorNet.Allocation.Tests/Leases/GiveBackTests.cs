using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Leases;

public sealed class GiveBackTests
{
    private static readonly PoolSpec Pool = Specs.Made(Specs.Settings("10.0.0.0/16") with { Ipv4 = new SubnetSizing(24, 22, 26) });

    private readonly TestShard shard = new(Pool, "10.0.0.0/21");

    [Fact]
    public void A_further_subnet_that_is_not_wanted_any_more_is_left_and_then_given_up()
    {
        var both = Several("10.0.0.0/24", "10.0.2.0/24");

        var leaving = Grant(24);

        Assert.Equal(["10.0.0.0/24", "10.0.2.0/24"], TestShard.Texts(leaving.Lease));
        Assert.Equal(["10.0.2.0/24"], leaving.Lease.Leaving.Select(subnet => subnet.ToString()));
        Assert.Equal((both.CoveredFrom, SubnetSize.AsAsked), (leaving.Lease.GrownFrom, leaving.Sizes.Ipv4));
        Assert.IsType<LeaseRenewal>(shard.Reply(Ask.Renew(both)));

        var rest = GiveUp(24, leaving.Lease);
        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(rest));
        Assert.Equal(leaving.Lease.Epoch, rest.GrownFrom);
        Assert.IsType<EpochStale>(shard.Reply(Ask.Renew(both)));
        Assert.True(shard.State.Space[AddressFamily.InterNetwork].IsFree(Prefix.Parse("10.0.2.0/24")));
    }

    [Fact]
    public void A_request_that_comes_twice_leaves_once()
    {
        Several("10.0.0.0/24", "10.0.2.0/24");
        var leaving = Grant(24).Lease;

        Assert.Equal(leaving.Epoch, Grant(24).Lease.Epoch);
        Assert.Empty(shard.Written);
    }

    [Fact]
    public void A_half_is_given_back_the_upper_one_or_that_which_the_node_does_not_wish_for()
    {
        shard.Grant(Wanting(23));

        var leaving = Grant(24).Lease;
        Assert.Equal(["10.0.0.0/24", "10.0.1.0/24"], TestShard.Texts(leaving));
        Assert.Equal("10.0.1.0/24", $"{leaving.Leaving.Single()}");
        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(GiveUp(24, leaving)));

        var quarter = Grant(25, ["10.0.0.0/24", "10.0.0.128/26"]).Lease;
        Assert.Equal(["10.0.0.128/25", "10.0.0.0/25"], TestShard.Texts(quarter));
        Assert.Equal("10.0.0.0/25", $"{quarter.Leaving.Single()}");
    }

    [Fact]
    public void One_step_comes_after_the_other_until_it_is_what_is_wanted()
    {
        Several("10.0.0.0/24", "10.0.2.0/23", "10.0.4.0/24");

        var first = Grant(25).Lease;
        Assert.Equal(["10.0.4.0/24"], first.Leaving.Select(subnet => subnet.ToString()));
        var second = Grant(25, giving: first).Lease;
        Assert.Empty(second.Leaving);
        var third = Grant(25).Lease;
        Assert.Equal(["10.0.2.0/23"], third.Leaving.Select(subnet => subnet.ToString()));
        GiveUp(25, third);
        var last = Grant(25).Lease;
        Assert.Equal(["10.0.0.128/25"], last.Leaving.Select(subnet => subnet.ToString()));
        Assert.Equal(["10.0.0.0/25"], TestShard.Texts(GiveUp(25, last)));
        Assert.Empty(Grant(25).Lease.Leaving);
    }

    [Fact]
    public void It_never_gives_back_so_much_that_too_little_is_left()
    {
        Several("10.0.0.0/24", "10.0.2.0/23");

        // Without the further one there is too little; without half of it just enough.
        var leaving = Grant(23).Lease;

        Assert.Equal(["10.0.0.0/24", "10.0.2.0/24", "10.0.3.0/24"], TestShard.Texts(leaving));
        Assert.Equal(["10.0.3.0/24"], leaving.Leaving.Select(subnet => subnet.ToString()));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Who_does_not_say_that_it_does_keeps_what_it_has(bool givesBack, bool acceptsMove)
    {
        var both = Several("10.0.0.0/24", "10.0.2.0/24");

        var grant = Assert.IsType<LeaseGrant>(shard.Reply(Wanting(24) with { GivesBack = givesBack, AcceptsMove = acceptsMove }));

        Assert.Equal((both.Epoch, SubnetSize.KeptLarger), (grant.Lease.Epoch, grant.Sizes.Ipv4));
    }

    [Fact]
    public void Who_takes_fewer_than_it_has_leaves_the_last_ones_whatever_it_wants()
    {
        Several("10.0.0.0/24", "10.0.2.0/23", "10.0.4.0/24");

        var leaving = shard.Grant(Ask.Acquire("a") with { AcceptsMove = true });

        Assert.Equal(["10.0.2.0/23", "10.0.4.0/24"], leaving.Leaving.Select(subnet => subnet.ToString()));
        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(shard.Grant(Ask.Acquire("a") with { AcceptsMove = true, GivenUp = leaving.Leaving, GivenUpEpoch = leaving.Epoch })));
    }

    [Fact]
    public void Who_asks_for_no_length_keeps_all()
    {
        var both = Several("10.0.0.0/24", "10.0.2.0/24");

        Assert.Equal(both.Epoch, shard.Grant(Wanting(24) with { Ipv4Length = null }).Epoch);
    }

    [Fact]
    public void Nothing_is_added_while_something_is_left_and_the_rest_grows_again_later()
    {
        Several("10.0.0.0/24", "10.0.2.0/24");
        var leaving = Grant(24).Lease;

        Assert.Equal(leaving.Epoch, Grant(23).Lease.Epoch);
        GiveUp(24, leaving);
        Assert.Equal(["10.0.0.0/24", "10.0.2.0/24"], TestShard.Texts(Grant(23).Lease));
    }

    [Fact]
    public void A_pool_without_smaller_subnets_gets_back_whole_ones_only()
    {
        var fixedLength = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16") with { Ipv4 = new SubnetSizing(24) }), "10.0.0.0/22");
        var lease = fixedLength.Acquire("a");

        Assert.Equal(lease.Epoch, fixedLength.Grant(Wanting(25)).Epoch);
    }

    [Fact]
    public void What_is_pinned_to_the_node_is_not_given_back()
    {
        var both = Several("10.0.0.0/24", "10.0.2.0/24");
        shard.Apply(new RangesWithheld(shard.Now.WallClock, 1, [new WithheldRange(1, Prefix.Parse("10.0.2.0/24"), both.Node)]));

        Assert.Equal(["10.0.0.128/25"], Grant(24).Lease.Leaving.Select(subnet => subnet.ToString()));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void In_a_cordoned_pool_nodes_give_back_and_in_a_closed_one_nothing_changes(bool isCordoned, bool isClosing)
    {
        Several("10.0.0.0/24", "10.0.2.0/24");
        shard.Apply(new ShardPoolChanged(DateTimeOffset.UnixEpoch, Pool with { Version = 2, IsCordoned = isCordoned, IsClosing = isClosing }));

        Assert.Equal(isClosing, Grant(24).Lease.Leaving.IsEmpty);
    }

    [Fact]
    public void What_is_being_left_is_not_returned_to_who_has_given_all_up()
    {
        Several("10.0.0.0/24", "10.0.2.0/24");
        var leaving = Grant(24).Lease;

        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(shard.Grant(Wanting(24) with { BurntEpoch = leaving.Epoch })));
    }

    private Lease Several(params string[] subnets)
    {
        shard.Apply(new LeaseGranted(
            shard.Now.WallClock, new NodeId("a"), shard.State.HighestEpoch.Next, [.. subnets.Select(Prefix.Parse)], Ask.InstanceOf("a"), Ask.TokenOf("a"), NodeAttributes.None, string.Empty));
        Assert.True(shard.State.TryGetLease(new NodeId("a"), out var lease));
        shard.Acquire("neighbour", "10.0.1.0/24");
        return lease;
    }

    private static AcquireLease Wanting(int length, params string[] preferred) =>
        Ask.Acquire("a", [.. preferred]) with { Ipv4Length = length, MostSubnets = 4, AcceptsMove = true, GivesBack = true };

    private LeaseGrant Grant(int length, string[]? preferred = null, Lease? giving = null) => Assert.IsType<LeaseGrant>(shard.Reply(
        Wanting(length, preferred ?? []) with { GivenUp = giving?.Leaving ?? [], GivenUpEpoch = giving?.Epoch ?? Epoch.None }));

    private Lease GiveUp(int length, Lease leaving) => Grant(length, giving: leaving).Lease;
}
