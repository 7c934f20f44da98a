using System.Net.Sockets;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Pools;

/// <summary>What the coordinator says to shards and callers when a pool changes or ends.</summary>
public sealed class PoolChangesTests
{
    private static readonly PoolSpec Pool = Specs.Made(Specs.Settings("10.0.0.0/23") with { ShardCount = 3, Ipv4 = new SubnetSizing(24) });
    private static readonly SpaceNeed Need = new([new(AddressFamily.InterNetwork, 24)], []);

    private PoolCore core = new(firstQuestion: 1000, _ => { });
    private TimeSpan elapsed = TimeSpan.FromHours(1);

    public PoolChangesTests() => core.State.Apply(new PoolCreated(DateTimeOffset.UnixEpoch, Pool));

    [Fact]
    public void Every_shard_that_has_had_space_is_told_of_a_change()
    {
        GiveAway();

        var told = Shards(Tell(new ChangePool(Pool with { IsCordoned = true })));

        Assert.Equal([Key(0), Key(1)], told.Select(envelope => envelope.Shard));
        Assert.All(told, envelope => Assert.Equal(Pool with { Version = 2, IsCordoned = true }, Assert.IsType<TakePool>(envelope.Message).Side.Pool));
    }

    [Fact]
    public void A_change_that_is_only_tried_changes_nothing()
    {
        var answer = Assert.IsType<PoolAnswer>(Assert.Single(Tell(new ChangePool(Pool with { IsCordoned = true }, ValidateOnly: true))));

        Assert.Equal(2, Assert.IsType<PoolIsThere>(answer.Reply).Spec.Version);
        Assert.Equal(Pool, core.State.Pools.Single().Spec);
    }

    [Fact]
    public void Who_has_not_confirmed_is_told_again_and_who_has_is_not()
    {
        GiveAway();
        Tell(new ChangePool(Pool with { IsCordoned = true }));
        Tell(Taken(0, version: 2));
        elapsed += TimeSpan.FromSeconds(2);

        Assert.Equal([Key(1)], Shards(Tell(new Tick())).Select(envelope => envelope.Shard));
    }

    [Fact]
    public void A_successor_tells_all_of_them()
    {
        GiveAway();
        Tell(new ChangePool(Pool with { IsCordoned = true }));
        Tell(Taken(0, version: 2));
        Succeed();

        Assert.Equal([Key(0), Key(1)], Shards(Tell(new Tick())).Select(envelope => envelope.Shard));
    }

    [Fact]
    public void Nothing_is_granted_to_a_shard_that_does_not_know_the_settings()
    {
        Tell(new ChangePool(Pool with { Reclaim = ReclaimPolicy.Manual }));

        Assert.IsType<TakePool>(Assert.Single(Shards(Tell(Request(2)))).Message);
        Assert.Empty(core.State.Pools.Single().Shards);
        Assert.IsType<BlocksOffered>(Assert.Single(Shards(Tell(Request(2, version: 2)))).Message);
    }

    [Fact]
    public void A_cordoned_pool_hands_out_nothing()
    {
        Tell(new ChangePool(Pool with { IsCordoned = true }));

        Assert.False(Assert.IsType<NoSpaceLeft>(Assert.Single(Shards(Tell(Request(2, version: 2)))).Message).IsCertain);
    }

    [Fact]
    public void Who_waits_for_space_when_a_pool_changes_is_told_of_that()
    {
        GiveAway();
        Tell(Request(2));

        var told = Shards(Tell(new ChangePool(Pool with { Reclaim = ReclaimPolicy.Manual })));

        Assert.Equal([Key(2), Key(0), Key(1)], told.Select(envelope => envelope.Shard));
    }

    [Fact]
    public void A_pool_that_no_shard_has_space_of_is_gone_at_once()
    {
        Assert.Equal(new PoolGone(Pool.Name), Assert.Single(Replies(Tell(new DeletePool(Pool.Name, 1)))));

        Assert.Empty(core.State.Pools);
    }

    [Fact]
    public void A_pool_is_gone_when_every_shard_has_said_that_it_holds_nothing()
    {
        GiveAway();
        Assert.Equal([Key(0), Key(1)], Shards(Tell(new DeletePool(Pool.Name, 1))).Select(envelope => envelope.Shard));

        Assert.Empty(Tell(Taken(0, version: 2, Nothing(7))));
        Assert.Equal(new PoolGone(Pool.Name), Assert.Single(Replies(Tell(Taken(1, version: 2, Nothing(9))))));

        Assert.Equal((1, new Epoch(9)), (core.State.LastGeneration(Pool.Name), core.State.DeletedFloor));
    }

    [Fact]
    public void A_shard_that_holds_something_opens_the_pool_again()
    {
        GiveAway();
        Tell(new DeletePool(Pool.Name, 1));
        Tell(Taken(0, version: 2, Nothing(7)));

        var messages = Tell(Taken(1, version: 2, new ShardHoldings(3, [new NodeId("a"), new NodeId("b")], new Epoch(9))));

        Assert.Equal(new PoolInUse(3, [new NodeId("a"), new NodeId("b")]), Assert.Single(Replies(messages)));
        Assert.All(Shards(messages), envelope => Assert.False(Assert.IsType<TakePool>(envelope.Message).Side.Pool!.IsClosing));
        Assert.Equal((3, false), (core.State.Pools.Single().Spec.Version, core.State.Pools.Single().Spec.IsClosing));
    }

    [Fact]
    public void What_was_said_of_an_earlier_closing_does_not_count()
    {
        GiveAway();
        Tell(new DeletePool(Pool.Name, 1));
        Tell(Taken(1, version: 2, new ShardHoldings(1, [new NodeId("a")], new Epoch(9))));
        Tell(new DeletePool(Pool.Name, 1));
        Assert.Equal(4, core.State.Pools.Single().Spec.Version);

        Tell(Taken(0, version: 2, Nothing(7)));
        Tell(Taken(1, version: 2, Nothing(7)));

        Assert.Single(core.State.Pools);
    }

    [Fact]
    public void A_closing_goes_on_with_a_successor_which_asks_all_anew()
    {
        GiveAway();
        Tell(new DeletePool(Pool.Name, 1));
        Tell(Taken(0, version: 2, Nothing(7)));
        Succeed();

        Assert.Equal([Key(0), Key(1)], Shards(Tell(new Tick())).Select(envelope => envelope.Shard));
        Tell(Taken(1, version: 2, Nothing(9)));
        Assert.Single(core.State.Pools);
        Tell(Taken(0, version: 2, Nothing(7)));

        Assert.Empty(core.State.Pools);
    }

    [Fact]
    public void A_pool_whose_shards_cannot_be_asked_is_opened_again()
    {
        GiveAway();
        Tell(new DeletePool(Pool.Name, 1));
        Tell(Taken(0, version: 2, Nothing(7)));
        elapsed += TimeSpan.FromSeconds(59);
        Tell(new Tick());
        Assert.True(core.State.Pools.Single().Spec.IsClosing);
        elapsed += TimeSpan.FromSeconds(2);

        Assert.Equal(new PoolOutcomeUnknown(), Assert.Single(Replies(Tell(new Tick()))));

        Assert.Equal((3, false), (core.State.Pools.Single().Spec.Version, core.State.Pools.Single().Spec.IsClosing));
    }

    [Fact]
    public void A_shard_that_knows_of_the_closing_is_still_asked_what_it_holds()
    {
        GiveAway();
        Tell(new DeletePool(Pool.Name, 1));
        Succeed();
        Tell(Request(0, version: 2, receivedGrant: 1));

        Assert.Contains(Key(0), Shards(Tell(new Tick())).Select(envelope => envelope.Shard));
    }

    [Fact]
    public void A_deletion_that_is_asked_for_twice_is_answered_twice()
    {
        GiveAway();
        Tell(new DeletePool(Pool.Name, 1));
        Tell(new DeletePool(Pool.Name, 1));
        Tell(Taken(0, version: 2, Nothing(7)));

        Assert.Equal([new PoolGone(Pool.Name), new PoolGone(Pool.Name)], Replies(Tell(Taken(1, version: 2, Nothing(9)))));
        Assert.Equal(new PoolGone(Pool.Name), Assert.Single(Replies(Tell(new DeletePool(Pool.Name, 1)))));
        Assert.Equal(new PoolNotFound(Pool.Name), Assert.Single(Replies(Tell(new DeletePool(Pool.Name, 2)))));
    }

    [Fact]
    public void A_closed_pool_hands_out_nothing()
    {
        GiveAway();
        Tell(new DeletePool(Pool.Name, 1));

        Assert.IsType<NoSpaceLeft>(Assert.Single(Shards(Tell(Request(2, version: 2)))).Message);
    }

    private static ShardKey Key(int shard) => new(Pool.Name, 1, shard);

    private static RequestBlocks Request(int shard, long version = 1, long receivedGrant = 0) =>
        new(1, Key(shard), Need, MayEndQuarantine: false, new ShardSide(receivedGrant, null) { PoolVersion = version });

    private static PoolTaken Taken(int shard, long version, ShardHoldings? holdings = null) =>
        new(Key(shard), new ShardSide(1, null) { PoolVersion = version }, holdings);

    private static ShardHoldings Nothing(long epoch) => new(0, [], new Epoch(epoch));

    /// <summary>The shards 0 and 1 have everything.</summary>
    private void GiveAway()
    {
        Tell(Request(0));
        Tell(Request(1));
    }

    private void Succeed()
    {
        var successor = new PoolCore(firstQuestion: 2000, _ => { });
        successor.State.Restore(core.State.ToSnapshot());
        core = successor;
    }

    private List<object> Tell(object message)
    {
        var batch = new Batch<PoolEvent>(core.State.Apply, AllocationSerializer.RoomFor, int.MaxValue);
        core.Decide(new Command(message, Akka.Actor.ActorRefs.Nobody), batch, new Moment(elapsed, DateTimeOffset.UnixEpoch));
        return [.. batch.Answers.Select(answer => answer.Message(new Committed(default, new Moment(elapsed, DateTimeOffset.UnixEpoch))))];
    }

    private static List<ShardEnvelope> Shards(List<object> messages) => [.. messages.OfType<ShardEnvelope>()];

    private static List<PoolReply> Replies(List<object> messages) => [.. messages.OfType<PoolAnswer>().Select(answer => answer.Reply)];
}
