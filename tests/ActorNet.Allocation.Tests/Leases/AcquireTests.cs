using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using Google.Protobuf;

namespace ActorNet.Allocation.Tests.Leases;

public sealed class AcquireTests
{
    private static readonly PoolSpec Pool = Specs.Made(Specs.Settings("10.0.0.0/16"));

    private readonly TestShard shard = new(Pool, "10.0.0.0/22");

    [Fact]
    public void A_node_gets_a_subnet_of_the_pools_length()
    {
        var lease = shard.Acquire("a");

        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(lease));
        Assert.Equal((LeaseState.Active, new Epoch(1), Ask.TokenOf("a")), (lease.State, lease.Epoch, lease.Token));
    }

    [Fact]
    public void The_same_node_gets_the_same_lease_and_nothing_is_written()
    {
        var lease = shard.Acquire("a");

        Assert.Equal(lease, shard.Acquire("a"));
        Assert.Empty(shard.Written);
    }

    [Fact]
    public void Epochs_grow_with_every_grant() =>
        Assert.Equal([1, 2, 3], new[] { "a", "b", "c" }.Select(node => shard.Acquire(node).Epoch.Value));

    [Fact]
    public void A_node_that_comes_back_finds_its_subnet_with_a_higher_epoch()
    {
        var lease = shard.Acquire("a");
        shard.Release(lease);
        shard.Acquire("b");

        var again = shard.Acquire("a");

        Assert.Equal(lease.Subnets, again.Subnets);
        Assert.Equal(new Epoch(3), again.Epoch);
    }

    [Fact]
    public void A_preferred_subnet_that_is_free_is_granted() => Assert.Equal(["10.0.2.0/24"], TestShard.Texts(shard.Acquire("a", "10.0.2.0/24")));

    [Fact]
    public void The_first_preferred_subnet_that_is_free_is_granted()
    {
        shard.Acquire("a", "10.0.2.0/24");

        Assert.Equal(["10.0.1.0/24"], TestShard.Texts(shard.Acquire("b", "10.0.2.0/24", "10.0.1.0/24", "10.0.3.0/24")));
    }

    [Fact]
    public void A_preferred_subnet_that_another_shard_may_have_is_asked_for()
    {
        var decision = shard.Decide(Ask.Acquire("a", "10.0.9.0/24"));

        Assert.Null(decision.Reply);
        Assert.Empty(decision.Need!.Lengths);
        Assert.Equal([Prefix.Parse("10.0.9.0/24")], decision.Need.Preferred);
    }

    [Fact]
    public void A_preferred_subnet_that_nobody_could_give_is_passed_over() =>
        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(shard.Grant(Ask.Acquire("a", "10.0.9.0/24"), SpaceSearch.Free)));

    [Theory]
    [InlineData("192.168.0.0/24")]
    [InlineData("10.0.2.0/25")]
    [InlineData("10.0.2.0/23")]
    [InlineData("fd00::/64")]
    public void A_wish_that_cannot_come_true_is_passed_over(string wish) => Assert.Equal(["10.0.0.0/24"], TestShard.Texts(shard.Acquire("a", wish)));

    [Fact]
    public void A_preferred_subnet_that_is_held_is_passed_over()
    {
        shard.Acquire("a", "10.0.2.0/24");

        Assert.Equal(["10.0.3.0/24"], TestShard.Texts(shard.Acquire("b", "10.0.2.0/24")));
    }

    [Fact]
    public void A_preferred_subnet_that_is_quarantined_is_passed_over()
    {
        shard.Release(shard.Acquire("a", "10.0.2.0/24"));

        Assert.Equal(["10.0.3.0/24"], TestShard.Texts(shard.Acquire("b", "10.0.2.0/24")));
    }

    [Fact]
    public void A_node_keeps_what_it_holds_whatever_it_prefers()
    {
        var lease = shard.Acquire("a");

        Assert.Equal(lease, shard.Acquire("a", "10.0.2.0/24"));
    }

    [Fact]
    public void A_node_that_comes_back_may_prefer_another_subnet()
    {
        shard.Release(shard.Acquire("a"));

        Assert.Equal(["10.0.2.0/24"], TestShard.Texts(shard.Acquire("a", "10.0.2.0/24")));
        Assert.True(shard.State.Space[AddressFamily.InterNetwork].IsFree(Prefix.Parse("10.0.0.0/24")));
    }

    [Fact]
    public void A_clone_is_refused_for_as_long_as_the_holder_may_believe()
    {
        var lease = shard.Acquire("a");
        shard.Pass(TimeSpan.FromSeconds(40));
        var clone = Ask.Acquire("a") with { Instance = new Secret128(99) };

        Assert.Equal(new NodeIdInUse(Specs.Reclaim - TimeSpan.FromSeconds(40)), shard.Reply(clone));

        shard.Pass(Specs.Reclaim);
        shard.Expire();
        Assert.Equal(lease.Subnets, shard.Grant(clone).Subnets);
    }

    [Fact]
    public void A_wrong_token_proves_nothing() =>
        Assert.IsType<NodeIdInUse>(AfterGrant(Ask.Acquire("a") with { Instance = new Secret128(99), Token = new Secret128(98) }));

    [Fact]
    public void A_new_instance_with_the_token_takes_the_lease_over()
    {
        var lease = shard.Acquire("a");
        var reinstalled = Ask.Acquire("a") with { Instance = new Secret128(99), Token = lease.Token, NewToken = new Secret128(98) };

        var adopted = shard.Grant(reinstalled);

        Assert.Equal((lease.Epoch, lease.Token, new Secret128(99)), (adopted.Epoch, adopted.Token, adopted.Instance));
        Assert.IsType<LeaseUpdated>(Assert.Single(shard.Written));
        Assert.IsType<NodeIdInUse>(shard.Reply(Ask.Renew(lease)));
    }

    [Fact]
    public void A_burnt_epoch_gets_a_higher_one_and_the_same_subnet()
    {
        var lease = shard.Acquire("a");
        shard.Acquire("b");

        var again = shard.Grant(Ask.Acquire("a") with { BurntEpoch = lease.Epoch });

        Assert.Equal((new Epoch(3), "10.0.0.0/24"), (again.Epoch, TestShard.Texts(again).Single()));
    }

    [Fact]
    public void An_epoch_burnt_elsewhere_is_exceeded() =>
        Assert.Equal(new Epoch(1001), shard.Grant(Ask.Acquire("a") with { BurntEpoch = new Epoch(1000) }).Epoch);

    [Fact]
    public void The_highest_burnt_epoch_leaves_room() =>
        Assert.Equal(Epoch.MaxBurnt.Next, shard.Grant(Ask.Acquire("a") with { BurntEpoch = Epoch.MaxBurnt }).Epoch);

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void An_impossible_burnt_epoch_cannot_even_be_said(long epoch) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ask.Acquire("a") with { BurntEpoch = new Epoch(epoch) });

    [Fact]
    public void Epochs_start_above_those_that_the_blocks_have_seen()
    {
        shard.Receive(new Epoch(70), "10.0.8.0/24");

        Assert.Equal(new Epoch(71), shard.Acquire("a").Epoch);
    }

    [Fact]
    public void What_the_node_says_of_itself_is_updated_without_a_new_epoch()
    {
        var lease = shard.Acquire("a");
        var attributes = new NodeAttributes(ByteString.CopyFromUtf8("eth1"));
        shard.Pass(TimeSpan.FromSeconds(1));

        var updated = shard.Grant(Ask.Acquire("a") with { Attributes = attributes });

        Assert.Equal((lease.Epoch, attributes, shard.Now.WallClock), (updated.Epoch, updated.Attributes, updated.ChangedAt));
        Assert.Equal(lease.GrantedAt, updated.GrantedAt);
    }

    [Theory]
    [InlineData(1, 2, false)]
    [InlineData(2, 2, true)]
    [InlineData(3, 2, true)]
    [InlineData(0, 2, true)]
    public void What_the_node_said_of_itself_earlier_and_arrives_later_replaces_nothing(long given, long known, bool replaces)
    {
        var (earlier, latest) = (new NodeAttributes(ByteString.CopyFromUtf8("eth0"), given), new NodeAttributes(ByteString.CopyFromUtf8("eth1"), known));
        shard.Grant(Ask.Acquire("a") with { Attributes = latest });

        var answered = shard.Grant(Ask.Acquire("a") with { Attributes = earlier });

        Assert.Equal(replaces ? earlier : latest, answered.Attributes);
    }

    [Fact]
    public void Another_installation_counts_for_itself()
    {
        var lease = shard.Grant(Ask.Acquire("a") with { Attributes = new NodeAttributes(ByteString.CopyFromUtf8("eth0"), 7) });
        var attributes = new NodeAttributes(ByteString.CopyFromUtf8("eth1"), 1);

        Assert.Equal(attributes, shard.Grant(Ask.Acquire("a") with { Instance = new Secret128(99), Token = lease.Token, Attributes = attributes }).Attributes);
    }

    [Fact]
    public void A_revoked_lease_is_granted_anew_to_its_node_and_to_no_clone()
    {
        var lease = shard.Acquire("a");
        shard.Reply(Ask.ReleaseByOperator(lease));

        Assert.IsType<NodeIdInUse>(shard.Reply(Ask.Acquire("a") with { Instance = new Secret128(99) }));
        var again = shard.Acquire("a");
        Assert.Equal((lease.Epoch.Next, LeaseState.Active), (again.Epoch, again.State));
    }

    [Fact]
    public void Space_that_is_missing_is_named_and_nothing_is_written()
    {
        Fill();

        var decision = shard.Decide(Ask.Acquire("late"));

        Assert.Null(decision.Reply);
        Assert.Equal([new FamilyLength(AddressFamily.InterNetwork, 24)], decision.Need!.Lengths);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void What_becomes_free_while_everybody_is_asked_is_taken()
    {
        var leases = Fill();
        shard.Release(leases[2]);

        Assert.Equal(leases[2].Subnets, shard.Grant(Ask.Acquire("late"), SpaceSearch.Exhausted).Subnets);
    }

    [Fact]
    public void Quarantined_space_is_reused_last_and_oldest_first()
    {
        var leases = Fill();
        shard.Release(leases[2]);
        shard.Release(leases[0]);

        Assert.Null(shard.Decide(Ask.Acquire("late"), SpaceSearch.Free).Reply);
        Assert.Equal(leases[2].Subnets, shard.Grant(Ask.Acquire("late"), SpaceSearch.Quarantined).Subnets);
        Assert.Equal(leases[0].Subnets, shard.Grant(Ask.Acquire("later"), SpaceSearch.Quarantined).Subnets);
    }

    [Fact]
    public void A_record_whose_subnet_is_reused_ends_before()
    {
        var leases = Fill();
        shard.Release(leases[2]);

        shard.Grant(Ask.Acquire("late"), SpaceSearch.Quarantined);

        Assert.Collection(
            shard.Written,
            ended => Assert.Equal(leases[2].Node, Assert.IsType<QuarantineEnded>(ended).Node),
            granted => Assert.Equal(new NodeId("late"), Assert.IsType<LeaseGranted>(granted).Node));
        Assert.False(shard.State.TryGetLease(leases[2].Node, out _));
    }

    [Fact]
    public void Both_families_are_granted_together()
    {
        var dual = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16", "fd00::/48")), "10.0.0.0/22", "fd00::/62");

        Assert.Equal(["10.0.0.0/24", "fd00::/64"], TestShard.Texts(dual.Acquire("a")));
    }

    [Fact]
    public void One_family_without_the_other_is_not_granted()
    {
        var dual = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16", "fd00::/48")), "10.0.0.0/22");

        var decision = dual.Decide(Ask.Acquire("a"));

        Assert.Equal([new FamilyLength(AddressFamily.InterNetworkV6, 64)], decision.Need!.Lengths);
        Assert.Empty(decision.Events);
        Assert.Equal(UInt128.One << 10, dual.State.Space[AddressFamily.InterNetwork].FreeAddresses);
    }

    [Fact]
    public void Taking_one_family_out_of_quarantine_frees_the_other()
    {
        var dual = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16", "fd00::/48")), "10.0.0.0/24", "fd00::/63");
        dual.Release(dual.Acquire("a"));

        Assert.Equal(["10.0.0.0/24", "fd00:0:0:1::/64"], TestShard.Texts(dual.Grant(Ask.Acquire("b"), SpaceSearch.Quarantined)));
        Assert.True(dual.State.Space[AddressFamily.InterNetworkV6].IsFree(Prefix.Parse("fd00::/64")));
    }

    [Theory]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(26)]
    public void A_node_may_ask_for_another_length_within_the_pools_range(int length)
    {
        var wide = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16") with { Ipv4 = new SubnetSizing(24, 22, 26) }), "10.0.0.0/22");

        Assert.Equal(length, wide.Grant(Ask.Acquire("a") with { Ipv4Length = length }).Subnets.Single().Length);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(27)]
    [InlineData(33)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_length_outside_the_pools_range_is_refused(int length)
    {
        var wide = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16") with { Ipv4 = new SubnetSizing(24, 22, 26) }), "10.0.0.0/20");

        var refusal = wide.Reply(Ask.Acquire("a") with { Ipv4Length = length });

        Assert.Equal(new LengthNotOffered(new FamilyLength(AddressFamily.InterNetwork, length), 22, 26), refusal);
    }

    [Fact]
    public void A_node_that_comes_back_for_another_length_gets_it()
    {
        var wide = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16") with { Ipv4 = new SubnetSizing(24, 22, 26) }), "10.0.0.0/22");
        wide.Release(wide.Acquire("a"));

        Assert.Equal(23, wide.Grant(Ask.Acquire("a") with { Ipv4Length = 23 }).Subnets.Single().Length);
        Assert.Single(wide.State.Leases);
    }

    [Fact]
    public void A_large_subnet_may_be_made_of_several_quarantined_ones()
    {
        var wide = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16") with { Ipv4 = new SubnetSizing(24, 22, 26) }), "10.0.0.0/23");
        wide.Release(wide.Acquire("a"));
        wide.Release(wide.Acquire("b"));

        var lease = wide.Grant(Ask.Acquire("c") with { Ipv4Length = 23 }, SpaceSearch.Quarantined);

        Assert.Equal(["10.0.0.0/23"], TestShard.Texts(lease));
        Assert.Equal([new NodeId("c")], wide.State.Leases.Select(left => left.Node));
    }

    private LeaseReply AfterGrant(AcquireLease command)
    {
        shard.Acquire(command.Node.Value);
        return shard.Reply(command);
    }

    private Lease[] Fill() => [.. new[] { "a", "b", "c", "d" }.Select(node => shard.Acquire(node))];
}
