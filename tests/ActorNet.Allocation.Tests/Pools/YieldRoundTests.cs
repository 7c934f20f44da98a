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
        var round = new YieldRound([Request(9)], [Key(0), Key(1)], []);

        Assert.Equal(Key(0), Ask(round, 1));
        Assert.Null(Ask(round, 2));
        round.OnAnswer(gaveSomething: false);
        Assert.Equal(Key(1), Ask(round, 2));
        Assert.False(round.IsOver);
        round.OnAnswer(gaveSomething: false);
        Assert.True(round.IsOver);
        Assert.Equal(Need.Lengths, round.Answered);
    }

    [Fact]
    public void A_shard_that_gave_something_is_asked_again()
    {
        var round = new YieldRound([Request(9)], [Key(0), Key(1)], []);

        Ask(round, 1);
        round.OnAnswer(gaveSomething: true);

        Assert.Equal(Key(0), Ask(round, 2));
        Assert.Equal(2, round.Question);
    }

    [Fact]
    public void It_is_over_when_nobody_is_short_any_more()
    {
        var round = new YieldRound([Request(9)], [Key(0), Key(1)], []);
        Ask(round, 1);
        round.OnAnswer(gaveSomething: true);
        round.ServeWith(_ => true);

        Assert.True(round.IsOver);
        Assert.Empty(round.Unserved);
    }

    [Fact]
    public void A_shard_that_does_not_answer_leaves_a_doubt()
    {
        var round = new YieldRound([Request(9)], [Key(0), Key(1)], []);
        Ask(round, 1);

        round.OnTick(TimeSpan.FromSeconds(1));
        Assert.Null(Ask(round, 2));
        round.OnTick(TimeSpan.FromSeconds(3));
        Assert.Equal(Key(1), Ask(round, 2, TimeSpan.FromSeconds(3)));
        round.OnAnswer(gaveSomething: false);

        Assert.True(round.IsOver);
        Assert.Empty(round.Answered);
    }

    [Fact]
    public void Who_asks_again_is_heard_anew()
    {
        var round = new YieldRound([Request(9), Request(8)], [Key(0)], []);

        round.Join(Request(9, number: 2));
        round.Join(Request(9, number: 3));

        Assert.Equal([Request(8)], round.Unserved);
        Assert.Equal([Request(9, number: 3)], round.Joined);
    }

    [Fact]
    public void A_pool_whose_space_nobody_has_leaves_nobody_to_ask() => Assert.True(new YieldRound([Request(9)], [], []).IsOver);

    [Fact]
    public void When_nobody_has_whole_space_those_who_have_pieces_are_asked_for_them()
    {
        var round = new YieldRound([Request(9)], [Key(0), Key(1)], [Key(1)]);
        var asked = new List<(ShardKey, YieldKind)>();
        for (var question = 1; round.TryAskNext(question, default, out var shard, out var kind); question++)
        {
            asked.Add((shard, kind));
            round.OnAnswer(gaveSomething: false);
        }

        Assert.Equal([(Key(0), YieldKind.Whole), (Key(1), YieldKind.Whole), (Key(1), YieldKind.Pieces)], asked);
    }

    [Fact]
    public void Who_needs_something_else_waits_for_a_round_of_its_own()
    {
        var other = Request(8) with { Need = new SpaceNeed([new(AddressFamily.InterNetwork, 23)], []) };

        var round = new YieldRound([Request(9), other, Request(7)], [Key(0)], []);

        Assert.Equal([Request(9), Request(7)], round.Unserved);
        Assert.Equal([other], round.Joined);
    }

    [Fact]
    public void What_not_every_shard_was_asked_for_is_not_answered()
    {
        var (v4, v6) = (new FamilyLength(AddressFamily.InterNetwork, 24), new FamilyLength(AddressFamily.InterNetworkV6, 64));
        var round = new YieldRound([Request(9) with { Need = new SpaceNeed([v4, v6], []) }], [Key(0), Key(1)], []);
        Ask(round, 1);
        round.NoteAsked([v4, v6]);
        round.OnAnswer(gaveSomething: false);
        Ask(round, 2);
        round.NoteAsked([v6]);
        round.OnAnswer(gaveSomething: false);

        Assert.Equal([v6], round.Answered);
    }

    private static ShardKey Key(int index) => new(new PoolName("pool"), 1, index);

    private static RequestBlocks Request(int shard, long number = 1) => new(number, Key(shard), Need, false, new ShardSide(0, null));

    private static ShardKey? Ask(YieldRound round, long question, TimeSpan now = default) => round.TryAskNext(question, now, out var shard, out _) ? shard : null;
}
