using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Allocation.Tests.Reservations;

public sealed class ReservationRulesTests
{
    private readonly SmallCluster cluster = new(Specs.Made(
        Specs.Settings("10.0.0.0/20", "10.1.0.0/20", "fd00::/56") with { ShardCount = 2, Ipv4 = new SubnetSizing(24, 23, 26) }));

    [Fact]
    public void The_same_again_is_answered_in_the_same_way()
    {
        var first = cluster.Reserve("kept", "10.0.1.0/24", "a", "because");

        Assert.Equal(first, cluster.Reserve("kept", "10.0.1.0/24", "a", "because"));
        Assert.Single(cluster.Account.Reservations.All);
    }

    [Theory]
    [InlineData("10.0.2.0/24", "a", "because")]
    [InlineData("10.0.1.0/24", "b", "because")]
    [InlineData("10.0.1.0/24", null, "because")]
    [InlineData("10.0.1.0/24", "a", "for another reason")]
    public void A_name_stands_for_one_reservation(string cidr, string? node, string reason)
    {
        var first = Assert.IsType<ReservationIsThere>(cluster.Reserve("kept", "10.0.1.0/24", "a", "because")).Reservation;

        Assert.Equal(new ReservationAlreadyExists(first), cluster.Reserve("kept", cidr, node, reason));
    }

    [Theory]
    [InlineData("10.0.1.0/24")]
    [InlineData("10.0.0.0/23")]
    [InlineData("10.0.1.64/26")]
    public void Ranges_are_disjoint(string cidr)
    {
        var first = cluster.Reserved("first", "10.0.1.0/24");

        Assert.Equal(first, Assert.IsType<ReservationOverlap>(cluster.Reserve("second", cidr)).Other);
        Assert.IsType<ReservationIsThere>(cluster.Reserve("second", "10.0.2.0/24"));
    }

    [Fact]
    public void A_node_has_one_pin_of_each_family()
    {
        var first = cluster.Reserved("first", "10.0.1.0/24", "a");

        Assert.Equal(first, Assert.IsType<NodeAlreadyPinned>(cluster.Reserve("second", "10.0.2.0/24", "a")).Other);
        Assert.IsType<ReservationIsThere>(cluster.Reserve("second", "fd00:0:0:1::/64", "a"));
        cluster.EndReservation(first.Number);
        Assert.IsType<ReservationIsThere>(cluster.Reserve("third", "10.0.2.0/24", "a"));
    }

    [Theory]
    [InlineData("10.2.0.0/24", null, "inside")]
    [InlineData("10.0.0.0/15", null, "inside")]
    [InlineData("10.0.1.0/27", null, "26 or less")]
    [InlineData("10.0.0.0/22", "a", "from 23 to 26")]
    [InlineData("fd00::/80", null, "64 or less")]
    public void A_range_that_cannot_be_is_refused_with_what_would_be_right(string cidr, string? node, string hint)
    {
        var refused = Assert.IsType<ReservationRangeRefused>(cluster.Reserve("kept", cidr, node));

        Assert.Equal("cidr", refused.Problem.Field);
        Assert.Contains(hint, refused.Problem.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_that_the_pool_has_not_is_refused()
    {
        var ipv4 = new SmallCluster(Specs.Made(Specs.Settings("10.0.0.0/22") with { ShardCount = 1 }));

        Assert.Contains("no IPv6", Assert.IsType<ReservationRangeRefused>(ipv4.Reserve("kept", "fd00::/64")).Problem.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_cidr_can_be_kept_for_later() => Assert.IsType<ReservationIsThere>(cluster.Reserve("kept", "10.1.0.0/20"));

    [Fact]
    public void There_are_no_more_than_the_shards_can_be_told_of()
    {
        var large = new SmallCluster(Specs.Made(Specs.Settings("10.0.0.0/8") with { ShardCount = 1 }));
        for (var number = 0; number < ReservationRules.MaxReservations; number++)
        {
            large.Reserved($"kept-{number}", $"10.{number / 256}.{number % 256}.0/24");
        }

        Assert.Equal(new TooManyReservations(ReservationRules.MaxReservations), large.Reserve("one-more", "10.200.0.0/24"));
    }

    [Fact]
    public void What_has_ended_before_is_ended_again_with_the_same_answer_and_what_never_was_is_not_found()
    {
        var first = cluster.Reserved("kept", "10.0.1.0/24");

        Assert.Equal(new ReservationIsGone(first.Number), cluster.EndReservation(first.Number));
        Assert.Equal(new ReservationIsGone(first.Number), cluster.EndReservation(first.Number));
        Assert.Equal(new ReservationNotFound(first.Number + 1), cluster.EndReservation(first.Number + 1));
    }

    [Fact]
    public void A_name_that_is_used_again_has_another_number()
    {
        var first = cluster.Reserved("kept", "10.0.1.0/24");
        cluster.EndReservation(first.Number);

        var second = cluster.Reserved("kept", "10.0.1.0/24");
        cluster.EndReservation(first.Number);

        Assert.Equal(first.Number + 1, second.Number);
        Assert.Equal(second, Assert.Single(cluster.Account.Reservations.All));
    }

    [Fact]
    public void A_pool_that_is_not_there_has_no_reservations() => Assert.IsType<PoolNotFound>(cluster.Tell(new DeleteReservation(new("other"), 1)));

    [Fact]
    public void A_part_of_a_reservation_becomes_a_pin_and_nothing_of_it_is_free_in_between()
    {
        var hold = cluster.Reserved("hold", "10.0.0.0/22");

        var reply = cluster.Tell(Replacing(hold, "pin", "10.0.1.0/24", "a", ("rest-1", "10.0.0.0/24"), ("rest-2", "10.0.2.0/23")));
        cluster.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal(("pin", hold.Number + 1), (Assert.IsType<ReservationIsThere>(reply).Reservation.Name.Value, ((ReservationIsThere)reply).Reservation.Number));
        Assert.Equal(["pin 10.0.1.0/24 a", "rest-1 10.0.0.0/24 ", "rest-2 10.0.2.0/23 "], cluster.Account.Reservations.All.Select(one => $"{one.Name} {one.Cidr} {one.Node}"));
        Assert.DoesNotContain("10.0.1.0/24", TestShard.Texts(cluster.Acquire("b", "10.0.1.0/24")));
        Assert.Contains("10.0.1.0/24", TestShard.Texts(cluster.Acquire("a")));
        cluster.AssertExact();
    }

    [Fact]
    public void A_holder_of_what_is_replaced_keeps_it_and_the_new_node_gets_it_afterwards()
    {
        var pin = cluster.Reserved("first", "10.0.1.0/24", "a");
        cluster.Pass(TimeSpan.FromSeconds(10));
        var held = cluster.Acquire("a");
        cluster.Tell(Replacing(pin, "second", "10.0.1.0/24", "b"));
        cluster.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal(held.Subnets, cluster.Acquire("a").Subnets);
        cluster.Release(held);
        cluster.Pass(TimeSpan.FromSeconds(10));

        Assert.DoesNotContain("10.0.1.0/24", TestShard.Texts(cluster.Acquire("c", "10.0.1.0/24")));
        Assert.Contains("10.0.1.0/24", TestShard.Texts(cluster.Acquire("b")));
        cluster.AssertExact();
    }

    [Fact]
    public void A_replacement_that_is_told_twice_is_made_once_and_one_of_what_is_gone_is_refused()
    {
        var hold = cluster.Reserved("hold", "10.0.0.0/23");
        var replacing = Replacing(hold, "hold", "10.0.1.0/24", "a");

        Assert.Equal(cluster.Tell(replacing), cluster.Tell(replacing));
        Assert.Equal(new ReservationNotFound(hold.Number), cluster.Tell(Replacing(hold, "other", "10.0.1.0/24", "a")));
        Assert.Single(cluster.Account.Reservations.All);
    }

    [Fact]
    public void A_replacement_that_is_not_right_changes_nothing()
    {
        var hold = cluster.Reserved("hold", "10.0.0.0/23");
        cluster.Reserved("elsewhere", "10.0.8.0/24", "a");

        Assert.IsType<ReservationRangeRefused>(cluster.Tell(Replacing(hold, "new", "10.0.4.0/24", "b")));
        Assert.IsType<ReservationRangeRefused>(cluster.Tell(Replacing(hold, "new", "10.0.0.0/24", "b", ("rest", "10.0.0.0/23"))));
        Assert.IsType<ReservationRangeRefused>(cluster.Tell(Replacing(hold, "new", "10.0.0.0/24", "b", ("new", "10.0.1.0/24"))));
        Assert.IsType<ReservationAlreadyExists>(cluster.Tell(Replacing(hold, "elsewhere", "10.0.0.0/24", "b")));
        Assert.IsType<NodeAlreadyPinned>(cluster.Tell(Replacing(hold, "new", "10.0.0.0/24", "a")));

        Assert.Equal(["hold", "elsewhere"], cluster.Account.Reservations.All.Select(one => one.Name.Value));
    }

    private CreateReservation Replacing(Reservation old, string name, string cidr, string? node, params (string Name, string Cidr)[] rest) =>
        New(name, cidr, node) with { Replaces = old.Number, Rest = [.. rest.Select(part => New(part.Name, part.Cidr, node: null))] };

    private CreateReservation New(string name, string cidr, string? node) =>
        new(cluster.Pool.Name, new ReservationName(name), Prefix.Parse(cidr), node is null ? null : new NodeId(node), "");
}
