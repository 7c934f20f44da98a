using System.Net.Sockets;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Pools;

public sealed class YieldRoundTests
{
    private static readonly SpaceNeed Need = new([new(AddressFamily.InterNetwork, 24)], []);

    [Fact]
    public void Shards_are_asked_one_after_the_other_and_then_it_is_over()
    {
        var round = new YieldRound([Request(9)], [Key(0), Key(1)]);

        Assert.Equal(Key(0), Ask(round, 1));
        Assert.Null(Ask(round, 2));
        round.OnAnswer(gaveSomething: false);
        Assert.Equal(Key(1), Ask(round, 2));
        Assert.False(round.IsOver);
        round.OnAnswer(gaveSomething: false);
        Assert.True(round.IsOver);
        Assert.True(round.HeardEveryone);
    }

    [Fact]
    public void A_shard_that_gave_something_is_asked_again()
    {
        var round = new YieldRound([Request(9)], [Key(0), Key(1)]);

        Ask(round, 1);
        round.OnAnswer(gaveSomething: true);

        Assert.Equal(Key(0), Ask(round, 2));
        Assert.Equal(2, round.Question);
    }

    [Fact]
    public void It_is_over_when_nobody_is_short_any_more()
    {
        var round = new YieldRound([Request(9)], [Key(0), Key(1)]);
        Ask(round, 1);
        round.OnAnswer(gaveSomething: true);
        round.ServeWith(_ => true);

        Assert.True(round.IsOver);
        Assert.Empty(round.Unserved);
    }

    [Fact]
    public void A_shard_that_does_not_answer_leaves_a_doubt()
    {
        var round = new YieldRound([Request(9)], [Key(0), Key(1)]);
        Ask(round, 1);

        round.OnTick(TimeSpan.FromSeconds(1));
        Assert.Null(Ask(round, 2));
        round.OnTick(TimeSpan.FromSeconds(3));
        Assert.Equal(Key(1), Ask(round, 2, TimeSpan.FromSeconds(3)));
        round.OnAnswer(gaveSomething: false);

        Assert.True(round.IsOver);
        Assert.False(round.HeardEveryone);
    }

    [Fact]
    public void Who_asks_again_is_heard_anew()
    {
        var round = new YieldRound([Request(9), Request(8)], [Key(0)]);

        round.Join(Request(9, number: 2));
        round.Join(Request(9, number: 3));

        Assert.Equal([Request(8)], round.Unserved);
        Assert.Equal([Request(9, number: 3)], round.Joined);
    }

    [Fact]
    public void A_pool_whose_space_nobody_has_leaves_nobody_to_ask() => Assert.True(new YieldRound([Request(9)], []).IsOver);

    private static ShardKey Key(int index) => new(new PoolName("pool"), 1, index);

    private static RequestBlocks Request(int shard, long number = 1) => new(number, Key(shard), Need, false, new ShardSide(0, null));

    private static ShardKey? Ask(YieldRound round, long question, TimeSpan now = default) => round.TryAskNext(question, now, out var shard) ? shard : null;
}
