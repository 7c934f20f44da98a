using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Leases;

public sealed class MoveTests
{
    private static readonly Prefix First = Prefix.Parse("10.0.0.0/24");
    private static readonly Prefix Second = Prefix.Parse("10.0.1.0/24");

    private readonly TestShard shard = new(Pool(), "10.0.0.0/22");

    [Fact]
    public void Nobody_moves_where_nothing_drains()
    {
        var lease = shard.Acquire("a", "10.0.0.0/24");
        Withhold(new WithheldRange(1, First, null));

        Assert.False(MustMove(lease));
        Assert.Equal((lease.Epoch, 0), (shard.Grant(Movable("a")).Epoch, shard.Written.Length));
    }

    [Fact]
    public void Who_is_in_the_way_is_told_and_gets_another_subnet_beside_its_own()
    {
        var lease = shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");

        Assert.True(MustMove(lease));
        var moving = shard.Grant(Movable("a", "10.0.0.0/24"));

        Assert.Equal(["10.0.1.0/24", "10.0.0.0/24"], TestShard.Texts(moving));
        Assert.Equal([First], moving.Leaving);
        Assert.Equal([Second], moving.Staying);
        Assert.Equal((lease.Epoch.Next, lease.Epoch, lease.Token), (moving.Epoch, moving.GrownFrom, moving.Token));
        Assert.False(MustMove(moving));
    }

    [Fact]
    public void Who_has_not_heard_of_its_move_is_renewed_and_told_again()
    {
        var lease = shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        shard.Grant(Movable("a"));

        var renewal = Assert.IsType<LeaseRenewal>(shard.Reply(Ask.Renew(lease)));

        Assert.Equal((lease.Epoch, true), (renewal.Epoch, renewal.MustMove));
    }

    [Fact]
    public void A_request_that_comes_twice_moves_once()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));

        Assert.Equal(moving.Epoch, shard.Grant(Movable("a")).Epoch);
        Assert.Empty(shard.Written);
    }

    [Fact]
    public void Who_does_not_accept_a_move_keeps_what_it_has()
    {
        var lease = shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");

        Assert.Equal(lease.Epoch, shard.Grant(Ask.Acquire("a")).Epoch);
        Assert.Empty(shard.Written);
    }

    [Fact]
    public void In_a_cordoned_pool_nothing_moves_and_nobody_is_told_to()
    {
        var lease = shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        shard.Apply(new ShardPoolChanged(shard.Now.WallClock, Pool() with { Version = 2, IsCordoned = true }));

        Assert.False(MustMove(lease));
        Assert.Equal(lease.Epoch, shard.Grant(Movable("a")).Epoch);
    }

    [Fact]
    public void What_is_given_up_ends_under_a_higher_epoch_and_is_withheld()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));

        var moved = shard.Grant(GivingUp("a", moving.Epoch, "10.0.0.0/24"));

        Assert.Equal(["10.0.1.0/24"], TestShard.Texts(moved));
        Assert.Equal((moving.Epoch.Next, moving.Epoch), (moved.Epoch, moved.GrownFrom));
        Assert.Empty(moved.Leaving);
        Assert.Equal([First], shard.State.Withheld.Space.Free);
    }

    [Fact]
    public void A_closed_shard_grants_nothing_and_not_even_less_to_who_gives_up()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));
        shard.Apply(new ShardPoolChanged(shard.Now.WallClock, Pool() with { Version = 2, IsClosing = true }));

        var same = shard.Grant(GivingUp("a", moving.Epoch, "10.0.0.0/24"));

        Assert.Equal(moving.Epoch, same.Epoch);
        Assert.Empty(shard.Written);
    }

    [Fact]
    public void Who_gave_up_is_renewed_in_the_epoch_in_which_it_did_and_in_none_before()
    {
        var lease = shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));
        shard.Grant(GivingUp("a", moving.Epoch, "10.0.0.0/24"));

        Assert.IsType<LeaseRenewal>(shard.Reply(Ask.Renew(moving)));
        Assert.IsType<EpochStale>(shard.Reply(Ask.Renew(lease)));
    }

    [Fact]
    public void What_was_given_up_is_asked_for_again_and_answered_with_the_lease_as_it_is()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));
        var moved = shard.Grant(GivingUp("a", moving.Epoch, "10.0.0.0/24"));

        Assert.Equal(moved.Epoch, shard.Grant(GivingUp("a", moving.Epoch, "10.0.0.0/24")).Epoch);
        Assert.Empty(shard.Written);
    }

    [Fact]
    public void What_is_given_up_in_another_epoch_does_not_end()
    {
        var lease = shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));

        Assert.Equal(moving.Epoch, shard.Grant(GivingUp("a", lease.Epoch, "10.0.0.0/24")).Epoch);
        Assert.Equal(moving.Epoch, shard.Grant(GivingUp("a", moving.Epoch.Next, "10.0.0.0/24")).Epoch);
    }

    [Fact]
    public void Nothing_ends_that_the_node_is_not_leaving()
    {
        var lease = shard.Acquire("a", "10.0.0.0/24");

        Assert.Equal(lease.Epoch, shard.Grant(GivingUp("a", lease.Epoch, "10.0.0.0/24", "10.0.3.0/24")).Epoch);
    }

    [Fact]
    public void Another_instance_gives_nothing_up()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));

        Assert.IsType<NodeIdInUse>(shard.Reply(GivingUp("a", moving.Epoch, "10.0.0.0/24") with { Instance = new Secret128(9), Token = null }));
        Assert.True(shard.State.TryGetLease(new NodeId("a"), out var lease) && lease.Epoch == moving.Epoch);
    }

    [Fact]
    public void A_move_is_finished_when_the_reservation_ends_in_between()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));
        Withhold();

        Assert.Equal(moving.Epoch, shard.Grant(Movable("a")).Epoch);
        Assert.Equal(["10.0.1.0/24"], TestShard.Texts(shard.Grant(GivingUp("a", moving.Epoch, "10.0.0.0/24"))));
        Assert.True(shard.State.Space.Of(First).IsFree(First));
    }

    [Fact]
    public void One_move_is_finished_before_the_next_begins()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));
        Drain("10.0.0.0/23");

        Assert.False(MustMove(moving));
        Assert.Equal(moving.Epoch, shard.Grant(Movable("a")).Epoch);

        var moved = shard.Grant(GivingUp("a", moving.Epoch, "10.0.0.0/24"));
        Assert.True(MustMove(moved));
        var next = shard.Grant(Movable("a"));
        Assert.Equal(["10.0.2.0/24", "10.0.1.0/24"], TestShard.Texts(next));
        Assert.Equal(moving.Epoch, next.GrownFrom);
    }

    [Fact]
    public void A_node_moves_to_its_pin_where_that_drains()
    {
        var lease = shard.Acquire("a", "10.0.0.0/24");
        var pin = new WithheldRange(1, Prefix.Parse("10.0.3.0/24"), new NodeId("a"));
        Withhold(pin);
        Assert.False(MustMove(lease));
        Withhold(pin with { Drains = true });

        Assert.True(MustMove(lease));
        Assert.Equal(["10.0.3.0/24", "10.0.0.0/24"], TestShard.Texts(shard.Grant(Movable("a", "10.0.0.0/24"))));
    }

    [Fact]
    public void Who_holds_a_part_of_its_own_pin_moves_out_of_the_way_first()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Withhold(new WithheldRange(1, Prefix.Parse("10.0.0.0/23"), new NodeId("a")) { Drains = true });
        var away = shard.Grant(Movable("a"));
        Assert.Equal(["10.0.2.0/24", "10.0.0.0/24"], TestShard.Texts(away));

        var moved = shard.Grant(GivingUp("a", away.Epoch, "10.0.0.0/24"));

        Assert.Equal(["10.0.0.0/23", "10.0.2.0/24"], TestShard.Texts(shard.Grant(Movable("a"))));
        Assert.True(MustMove(moved));
    }

    [Fact]
    public void What_expires_while_it_moves_is_quarantined_and_the_node_finds_what_it_was_going_to()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        shard.Grant(Movable("a"));
        shard.Pass(Specs.Reclaim + TimeSpan.FromSeconds(1));
        shard.Expire();
        Assert.Empty(Assert.Single(shard.State.QuarantinedLeasesIn(First)).Staying.Except([Second]));

        Assert.Equal(["10.0.1.0/24"], TestShard.Texts(shard.Acquire("a", "10.0.0.0/24")));
        Assert.Equal([First], shard.State.Withheld.Space.Free);
    }

    [Fact]
    public void Who_has_given_all_up_while_it_moves_is_granted_what_it_was_going_to()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));

        var anew = shard.Grant(Movable("a") with { BurntEpoch = moving.Epoch });

        Assert.Equal(["10.0.1.0/24"], TestShard.Texts(anew));
        Assert.Equal(Epoch.None, anew.GrownFrom);
        Assert.Empty(anew.Leaving);
    }

    [Fact]
    public void Who_is_revoked_while_it_moves_gets_all_of_it_back_and_still_leaves()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));
        shard.Reply(Ask.ReleaseByOperator(moving));

        var anew = shard.Grant(Movable("a"));

        Assert.Equal(["10.0.1.0/24", "10.0.0.0/24"], TestShard.Texts(anew));
        Assert.Equal([First], anew.Leaving);
    }

    [Fact]
    public void Nothing_grows_while_it_moves()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a", "10.0.2.0/24"));

        Assert.Equal(moving.Epoch, shard.Grant(Movable("a") with { Ipv4Length = 23 }).Epoch);
    }

    [Fact]
    public void The_other_address_family_keeps_its_subnet()
    {
        var dual = new TestShard(Pool("10.0.0.0/22", "fd00::/60"), "10.0.0.0/22", "fd00::/60");
        dual.Acquire("a", "10.0.0.0/24");
        dual.Apply(new RangesWithheld(dual.Now.WallClock, 1, [new WithheldRange(1, First, null) { Drains = true }]));

        var moving = dual.Grant(Movable("a"));
        Assert.Equal(["10.0.1.0/24", "10.0.0.0/24", "fd00::/64"], TestShard.Texts(moving));
        Assert.Equal(["10.0.1.0/24", "fd00::/64"], TestShard.Texts(dual.Grant(GivingUp("a", moving.Epoch, "10.0.0.0/24", "fd00::/64"))));
    }

    [Fact]
    public void A_snapshot_has_what_is_being_left()
    {
        shard.Acquire("a", "10.0.0.0/24");
        Drain("10.0.0.0/24");
        var moving = shard.Grant(Movable("a"));

        var successor = new TestShard(shard);

        Assert.True(successor.State.TryGetLease(new NodeId("a"), out var lease));
        Assert.Equal((moving.Epoch, moving.GrownFrom), (lease.Epoch, lease.GrownFrom));
        Assert.Equal([First], lease.Leaving);
        Assert.True(successor.State.Withheld.IsDraining);
        Assert.Equal(["10.0.1.0/24"], TestShard.Texts(successor.Grant(GivingUp("a", moving.Epoch, "10.0.0.0/24"))));
    }

    [Fact]
    public void A_grant_that_leaves_what_it_does_not_have_or_all_that_it_has_is_refused()
    {
        var granted = new LeaseGranted(shard.Now.WallClock, new NodeId("a"), new Epoch(9), [First], default, default, NodeAttributes.None, string.Empty);

        Assert.Throws<InvariantException>(() => shard.Apply(granted with { Leaving = [Second] }));
        Assert.Throws<InvariantException>(() => shard.Apply(granted with { Leaving = [First] }));
        Assert.Throws<InvariantException>(() => shard.Apply(granted with { Subnets = [First, Prefix.Parse("10.0.0.0/25")] }));
    }

    private static PoolSpec Pool(params string[] cidrs) =>
        Specs.Made(Specs.Settings(cidrs.Length > 0 ? cidrs : ["10.0.0.0/22"]) with { ShardCount = 1, Ipv4 = new SubnetSizing(24) { Shortest = 23, Longest = 26 } });

    private static AcquireLease Movable(string node, params string[] preferred) => Ask.Acquire(node, [.. preferred]) with { AcceptsMove = true };

    private static AcquireLease GivingUp(string node, Epoch epoch, params string[] subnets) =>
        Movable(node) with { GivenUp = [.. subnets.Select(Prefix.Parse)], GivenUpEpoch = epoch };

    private bool MustMove(Lease lease) => Assert.IsType<LeaseRenewal>(shard.Reply(Ask.Renew(lease))).MustMove;

    private void Drain(string cidr) => Withhold(new WithheldRange(shard.State.Withheld.Version + 1, Prefix.Parse(cidr), null) { Drains = true });

    private void Withhold(params WithheldRange[] ranges) =>
        shard.Apply(new RangesWithheld(shard.Now.WallClock, shard.State.Withheld.Version + 1, [.. ranges]));
}
