using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Pools;

public sealed class PoolChangeRulesTests
{
    private static readonly Moment Now = new(TimeSpan.Zero, DateTimeOffset.UnixEpoch);

    private readonly PoolState state = new();
    private readonly PoolSpec pool;

    private ShardKey Shard => new(pool.Name, pool.Generation, 0);

    public PoolChangeRulesTests() => pool = Create(Spec("a", "10.0.0.0/16"));

    [Fact]
    public void A_change_makes_the_next_version()
    {
        var changed = Changed(pool with { Timing = pool.Timing with { TimeToLive = TimeSpan.FromHours(1) }, IsCordoned = true });

        Assert.Equal((2, TimeSpan.FromHours(1), true), (changed.Version, changed.Timing.TimeToLive, changed.IsCordoned));
        Assert.True(state.TryGet(pool.Name, out var account));
        Assert.Equal(changed, account.Spec);
    }

    [Fact]
    public void The_same_change_again_is_the_same_change()
    {
        var wanted = pool with { IsCordoned = true };
        var changed = Changed(wanted);

        Assert.Equal(changed, Assert.IsType<PoolIsThere>(Change(wanted)).Spec);
    }

    [Fact]
    public void A_change_to_what_it_is_is_none()
    {
        var (events, reply) = PoolRules.Change(state, pool, Now);

        Assert.Empty(events);
        Assert.Equal(pool, Assert.IsType<PoolIsThere>(reply).Spec);
    }

    [Fact]
    public void A_change_that_was_made_for_another_version_is_refused()
    {
        Changed(pool with { IsCordoned = true });

        Assert.Equal(new ChangeOutdated(1, 2), Change(pool with { Reclaim = ReclaimPolicy.Manual }));
    }

    [Fact]
    public void A_change_of_a_pool_that_is_not_there_is_refused() =>
        Assert.Equal(new PoolNotFound(new PoolName("b")), Change(pool with { Name = new PoolName("b") }));

    [Fact]
    public void A_CIDR_can_be_added_and_its_space_is_the_pools()
    {
        Changed(pool with { Families = [WithCidrs("10.0.0.0/16", "10.2.0.0/16")] });

        Assert.True(state.TryGet(pool.Name, out var account));
        Assert.Equal([Prefix.Parse("10.0.0.0/16"), Prefix.Parse("10.2.0.0/16")], account.Space.Free);
    }

    [Fact]
    public void A_CIDR_can_become_wider_and_the_rest_of_it_is_the_pools()
    {
        Changed(pool with { Families = [WithCidrs("10.0.0.0/14")] });

        Assert.True(state.TryGet(pool.Name, out var account));
        Assert.Equal([Prefix.Parse("10.0.0.0/14")], account.Space.Free);
    }

    [Fact]
    public void Space_that_no_shard_has_can_be_taken_away()
    {
        Changed(pool with { Families = [WithCidrs("10.0.0.0/17")] });

        Assert.True(state.TryGet(pool.Name, out var account));
        Assert.Equal([Prefix.Parse("10.0.0.0/17")], account.Space.Free);
        Create(Spec("b", "10.0.128.0/17"));
    }

    [Fact]
    public void Space_that_a_shard_has_some_of_stays()
    {
        Give("10.0.200.0/24");

        Assert.Equal(new CidrInUse(Prefix.Parse("10.0.128.0/17"), InTheWay: null), Change(pool with { Families = [WithCidrs("10.0.0.0/17")] }));
    }

    [Fact]
    public void Reserved_space_is_taken_away_with_its_reservation()
    {
        Reserve("hold", "10.0.192.0/18");

        Changed(pool with { Families = [WithCidrs("10.0.0.0/17")] });

        Assert.True(state.TryGet(pool.Name, out var account));
        Assert.Empty(account.Reservations.All);
        Assert.Empty(account.Reservations.SetAside.Free);
        Assert.Equal([Prefix.Parse("10.0.0.0/17")], account.Space.Free);
    }

    [Theory]
    [InlineData("10.0.200.0/24", "node")]
    [InlineData("10.0.0.0/16", null)]
    public void A_reservation_for_a_node_or_of_more_than_goes_is_in_the_way(string cidr, string? node)
    {
        var reservation = Reserve("hold", cidr, node);

        Assert.Equal(new CidrInUse(Prefix.Parse("10.0.128.0/17"), reservation), Change(pool with { Families = [WithCidrs("10.0.0.0/17")] }));
    }

    [Fact]
    public void Who_gets_what_a_pool_has_lost_goes_on_from_its_epochs()
    {
        Give("10.0.200.0/24");
        state.Apply(new BlocksReturned(Now.WallClock, Shard, new BlockReturn(1, [Prefix.Parse("10.0.200.0/24")], new Epoch(40))));
        Changed(pool with { Families = [WithCidrs("10.0.0.0/17")] });

        Create(Spec("b", "10.0.128.0/17"));

        Assert.True(state.TryGet(new PoolName("b"), out var other));
        Assert.Equal(new Epoch(40), other.EpochFloor);
    }

    [Fact]
    public void A_family_can_neither_come_nor_go()
    {
        var both = pool.Families.Add(new FamilySpec(AddressFamily.InterNetworkV6, [Prefix.Parse("fd00::/48")], 64, 64, 64));

        Assert.Contains("no IPv6", Assert.Single(Assert.IsType<ChangeNotPossible>(Change(pool with { Families = both })).Problems).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shard_count_stays() =>
        Assert.Equal("shard_count", Assert.Single(Assert.IsType<ChangeNotPossible>(Change(pool with { ShardCount = 3 })).Problems).Field);

    [Fact]
    public void A_pool_does_not_grow_into_another()
    {
        Create(Spec("b", "10.1.0.0/16"));

        Assert.Equal(
            new PoolOverlap(Prefix.Parse("10.1.0.0/17"), new PoolName("b"), Prefix.Parse("10.1.0.0/16")),
            Change(pool with { Families = [WithCidrs("10.0.0.0/16", "10.1.0.0/17")] }));
    }

    [Fact]
    public void Selectors_that_could_tie_are_refused_at_creation_and_at_a_change()
    {
        var zone = NodeSelector.Of([KeyValuePair.Create("zone", "a")]);
        var rack = NodeSelector.Of([KeyValuePair.Create("rack", "7")]);
        Changed(pool with { NodeSelector = zone });

        Assert.Equal(new SelectorTie(rack, pool.Name, zone), PoolRules.Create(state, Spec("b", "10.1.0.0/16") with { NodeSelector = rack }, Now).Reply);
        var other = Create(Spec("b", "10.1.0.0/16"));
        Assert.Equal(new SelectorTie(rack, pool.Name, zone), Change(other with { NodeSelector = rack }));
    }

    [Fact]
    public void A_pool_that_is_being_deleted_is_not_changed_and_not_made()
    {
        state.Apply(new PoolChanged(Now.WallClock, pool with { Version = 2, IsClosing = true }));

        Assert.Equal(new PoolIsClosing(pool.Name), Change(pool with { Version = 2, IsCordoned = true }));
        Assert.Equal(new PoolIsClosing(pool.Name), PoolRules.Create(state, Spec("a", "10.0.0.0/16"), Now).Reply);
    }

    [Fact]
    public void A_name_can_be_used_again_with_the_next_generation_and_epochs_go_on()
    {
        Delete(floor: 40);

        var again = Create(Spec("a", "10.0.0.0/16"));

        Assert.Equal((2, 1), (again.Generation, again.Version));
        Assert.True(state.TryGet(again.Name, out var account));
        Assert.Equal(new Epoch(40), account.EpochFloor);
    }

    [Fact]
    public void What_a_pool_gets_of_another_that_is_gone_goes_on_with_its_epochs()
    {
        var other = Create(Spec("b", "10.1.0.0/16"));
        Delete(floor: 40);

        Change(other with { Families = [WithCidrs("10.0.0.0/15")] });

        Assert.True(state.TryGet(other.Name, out var account));
        Assert.Equal(new Epoch(40), account.EpochFloor);
    }

    [Fact]
    public void A_pool_that_is_only_made_first_stays_deleted()
    {
        Delete(floor: 1);

        Assert.Equal(new PoolNotFound(pool.Name), PoolRules.Create(state, Spec("a", "10.0.0.0/16"), Now, onlyFirst: true).Reply);
    }

    [Fact]
    public void A_snapshot_remembers_what_is_gone()
    {
        Delete(floor: 40);
        var restored = new PoolState();

        restored.Restore(state.ToSnapshot());

        Assert.Equal((1, new Epoch(40)), (restored.LastGeneration(pool.Name), restored.DeletedFloor));
    }

    private static PoolSpec Spec(string name, params string[] cidrs) => Specs.Made(Specs.Settings(cidrs) with { Name = new PoolName(name) }) with { Generation = 0 };

    private FamilySpec WithCidrs(params ImmutableArray<string> cidrs) => pool.Families[0] with { Cidrs = [.. cidrs.Select(Prefix.Parse)] };

    private void Give(string block) =>
        state.Apply(new BlocksGranted(Now.WallClock, Shard, new BlockGrant(1, [Prefix.Parse(block)], Epoch.None)));

    private Reservation Reserve(string name, string cidr, string? node = null)
    {
        Assert.True(state.TryGet(pool.Name, out var account));
        var wanted = new CreateReservation(pool.Name, new ReservationName(name), Prefix.Parse(cidr), node is null ? null : new NodeId(node), string.Empty);
        var (reserved, reply) = ReservationRules.Create(account, wanted, Now);
        state.Apply(Assert.IsType<ReservationCreated>(reserved));
        return Assert.IsType<ReservationIsThere>(reply).Reservation;
    }

    private void Delete(long floor)
    {
        state.Apply(new PoolChanged(Now.WallClock, pool with { Version = 2, IsClosing = true }));
        state.Apply(new PoolDeleted(Now.WallClock, pool.Name, 1, new Epoch(floor)));
    }

    private PoolSpec Create(PoolSpec spec)
    {
        var (change, reply) = PoolRules.Create(state, spec, Now);
        state.Apply(Assert.IsType<PoolCreated>(change));
        return Assert.IsType<PoolIsThere>(reply).Spec;
    }

    private PoolSpec Changed(PoolSpec wanted) => Assert.IsType<PoolIsThere>(Change(wanted)).Spec;

    private PoolReply Change(PoolSpec wanted)
    {
        var (events, reply) = PoolRules.Change(state, wanted, Now);
        foreach (var change in events)
        {
            state.Apply(change);
        }

        return reply;
    }
}
