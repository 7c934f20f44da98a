using ActorNet.Addressing;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Allocation.Tests.Reservations;

public sealed class DrainTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    // Four subnets for two shards.
    private readonly SmallCluster cluster = new(Specs.Made(Specs.Settings("10.0.0.0/22") with { ShardCount = 2, Ipv4 = new SubnetSizing(24) }));

    [Fact]
    public void A_range_that_drains_ends_up_set_aside()
    {
        cluster.Acquire("a", "10.0.0.0/24");
        cluster.Acquire("b", "10.0.1.0/24");
        cluster.Drained("kept", "10.0.0.0/23");
        cluster.Pass(Soon);

        Move("a");
        Move("b");
        cluster.Pass(Soon);

        Assert.Equal([Prefix.Parse("10.0.0.0/23")], cluster.Account.Reservations.SetAside.Free);
        cluster.AssertExact();
    }

    [Fact]
    public void Who_finds_no_other_subnet_is_confirmed_with_its_own()
    {
        var lease = cluster.Acquire("a", "10.0.0.0/24");
        cluster.Drained("kept", "10.0.0.0/22");
        cluster.Pass(Soon);

        var reply = cluster.TryAsk(Movable("a")) ?? cluster.PassUntilAnswered<LeaseGrant>(Soon);

        Assert.Equal(lease.Epoch, Assert.IsType<LeaseGrant>(reply).Lease.Epoch);
        cluster.AssertExact();
    }

    [Fact]
    public void A_drain_is_paused_and_goes_on_and_each_is_told_to_the_shards()
    {
        var lease = cluster.Acquire("a", "10.0.0.0/24");
        var reservation = cluster.Reserved("kept", "10.0.0.0/24");
        Assert.False(MustMove(lease));

        Assert.True(Assert.IsType<ReservationIsThere>(cluster.Drain(reservation.Number, drains: true)).Reservation.Drains);
        Assert.True(MustMove(lease));

        cluster.Drain(reservation.Number, drains: false);
        Assert.False(MustMove(lease));
        Assert.Equal(lease.Epoch, Assert.IsType<LeaseGrant>(cluster.Ask(Movable("a"))).Lease.Epoch);
    }

    [Fact]
    public void The_end_of_a_reservation_undoes_its_drain()
    {
        var lease = cluster.Acquire("a", "10.0.0.0/24");
        var reservation = cluster.Drained("kept", "10.0.0.0/24");
        Assert.True(MustMove(lease));

        cluster.EndReservation(reservation.Number);

        Assert.False(MustMove(lease));
        cluster.AssertExact();
    }

    [Fact]
    public void A_pin_that_drains_moves_who_is_in_its_way_and_then_its_own_node()
    {
        var own = cluster.Acquire("a", "10.0.1.0/24");
        cluster.Acquire("b", "10.0.0.0/24");
        cluster.Drained("pin", "10.0.0.0/24", "a");
        cluster.Pass(Soon);
        Assert.False(MustMove(own));

        Move("b");
        cluster.Pass(Soon);
        Assert.True(MustMove(own));

        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(Move("a")));
        cluster.AssertExact();
    }

    [Fact]
    public void A_change_that_is_asked_for_twice_is_made_once_and_another_reason_is_told_to_no_shard()
    {
        cluster.Acquire("a", "10.0.0.0/24");
        var reservation = cluster.Drained("kept", "10.0.0.0/24");
        var version = cluster.ShardOf("a").Withheld.Version;

        cluster.Drain(reservation.Number, drains: true);
        var updated = Assert.IsType<ReservationIsThere>(cluster.Tell(new UpdateReservation(cluster.Pool.Name, reservation.Number) { Reason = "because" }));

        Assert.Equal(("because", true), (updated.Reservation.Reason, updated.Reservation.Drains));
        Assert.Equal(version, cluster.ShardOf("a").Withheld.Version);
    }

    [Fact]
    public void What_is_not_there_is_not_changed()
    {
        var reservation = cluster.Drained("kept", "10.0.0.0/24");
        cluster.EndReservation(reservation.Number);

        Assert.IsType<ReservationNotFound>(cluster.Drain(reservation.Number, drains: false));
        Assert.IsType<ReservationNotFound>(cluster.Drain(reservation.Number + 1, drains: false));
    }

    [Fact]
    public void A_coordinator_and_shards_that_begin_again_go_on_with_a_drain()
    {
        cluster.Acquire("a", "10.0.0.0/24");
        var reservation = cluster.Reserved("kept", "10.0.0.0/24");
        cluster.Drain(reservation.Number, drains: true);
        cluster.Restart();
        cluster.Pass(Soon);

        Assert.NotEqual(["10.0.0.0/24"], TestShard.Texts(Move("a")));
        cluster.Pass(Soon);
        Assert.Equal([Prefix.Parse("10.0.0.0/24")], cluster.Account.Reservations.SetAside.Free);
    }

    private static AcquireLease Movable(string node) => Ask.Acquire(node) with { AcceptsMove = true };

    private bool MustMove(Lease lease) => Assert.IsType<LeaseRenewal>(cluster.Ask(Ask.Renew(lease))).MustMove;

    private Lease Move(string node)
    {
        var moving = Assert.IsType<LeaseGrant>(cluster.Ask(Movable(node))).Lease;
        Assert.Single(moving.Leaving);
        return Assert.IsType<LeaseGrant>(cluster.Ask(Movable(node) with { GivenUp = moving.Leaving, GivenUpEpoch = moving.Epoch })).Lease;
    }
}
