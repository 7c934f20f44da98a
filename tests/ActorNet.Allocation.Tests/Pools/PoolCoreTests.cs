using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Pools;

public sealed class PoolCoreTests
{
    private static readonly PoolSpec Pool = Specs.Made(Specs.Settings("10.0.0.0/23") with { ShardCount = 3, Ipv4 = new SubnetSizing(24) });
    private static readonly SpaceNeed Need = new([new(AddressFamily.InterNetwork, 24)], []);

    private readonly List<string> warnings = [];
    private readonly PoolCore core;
    private TimeSpan elapsed;

    public PoolCoreTests()
    {
        core = new PoolCore(firstQuestion: 1000, warnings.Add);
        core.State.Apply(new PoolCreated(DateTimeOffset.UnixEpoch, Pool));
    }

    [Fact]
    public void A_shard_that_asks_is_offered_a_block()
    {
        var offer = Assert.IsType<BlocksOffered>(Assert.Single(Tell(Request(0, number: 7))).Message);

        Assert.Equal((7, 1), (offer.Request, offer.Side.LastGrant!.Number));
    }

    [Fact]
    public void An_offer_that_was_lost_goes_out_again()
    {
        var first = Assert.IsType<BlocksOffered>(Assert.Single(Tell(Request(0))).Message);
        var second = Assert.IsType<BlocksOffered>(Assert.Single(Tell(Request(0, number: 2))).Message);

        Assert.Equal(first.Side.LastGrant, second.Side.LastGrant);
        Assert.Equal(UInt128.One << 8, core.State.Pools.Single().Space[AddressFamily.InterNetwork].FreeAddresses);
    }

    [Fact]
    public void When_nothing_is_free_the_shards_are_asked_one_after_the_other_and_nobody_is_refused_before()
    {
        GiveAway();

        var first = AssertQuestion(Assert.Single(Tell(Request(2))), shard: 0);
        var second = AssertQuestion(Assert.Single(Tell(Answer(first, 0))), shard: 1);
        var refusal = Assert.Single(Tell(Answer(second, 1)));

        Assert.Equal((Key(2), true), (refusal.Shard, Assert.IsType<NoSpaceLeft>(refusal.Message).IsCertain));
    }

    [Fact]
    public void What_a_shard_yields_goes_to_the_one_that_is_short_of_it()
    {
        GiveAway();
        var question = AssertQuestion(Assert.Single(Tell(Request(2))), shard: 0);

        var offer = Assert.Single(Tell(Answer(question, 0, new BlockReturn(1, [Prefix.Parse("10.0.0.0/24")], new Epoch(5)))));

        Assert.Equal(Key(2), offer.Shard);
        var grant = Assert.IsType<BlocksOffered>(offer.Message).Side.LastGrant!;
        Assert.Equal((Prefix.Parse("10.0.0.0/24"), new Epoch(5)), (grant.Blocks.Single(), grant.EpochFloor));
    }

    [Fact]
    public void An_answer_to_another_question_does_not_count_as_one_to_the_open_question()
    {
        GiveAway();
        var question = AssertQuestion(Assert.Single(Tell(Request(2))), shard: 0);

        Assert.Empty(Tell(Answer(question with { Question = 999 }, 0)));
        Assert.Empty(Tell(Answer(question with { Question = 999 }, 1)));
        AssertQuestion(Assert.Single(Tell(Answer(question, 0))), shard: 1);
    }

    [Fact]
    public void Whoever_asks_during_a_round_is_not_refused_by_it()
    {
        GiveAway();
        var question = AssertQuestion(Assert.Single(Tell(Request(2))), shard: 0);
        question = AssertQuestion(Assert.Single(Tell(Answer(question, 0))), shard: 1);
        Assert.Empty(Tell(Request(0, number: 50, receivedGrant: 1)));

        var messages = Tell(Answer(question, 1));

        Assert.Equal(Key(2), messages.Single(envelope => envelope.Message is NoSpaceLeft).Shard);
        AssertQuestion(messages.Single(envelope => envelope.Message is YieldBlocks), shard: 1);
    }

    [Fact]
    public void A_shard_that_does_not_answer_makes_the_refusal_uncertain()
    {
        GiveAway();
        Tell(Request(2));
        elapsed = TimeSpan.FromSeconds(3);
        var question = AssertQuestion(Assert.Single(Tell(new Tick())), shard: 1);

        Assert.False(Assert.IsType<NoSpaceLeft>(Assert.Single(Tell(Answer(question, 1))).Message).IsCertain);
    }

    [Fact]
    public void Wishes_are_not_taken_from_others()
    {
        GiveAway();

        var refusal = Assert.Single(Tell(Request(2) with { Need = new SpaceNeed([], [Prefix.Parse("10.0.0.0/24")]) }));

        Assert.Empty(Assert.IsType<NoSpaceLeft>(refusal.Message).Lacking);
    }

    [Fact]
    public void A_refusal_names_only_what_nobody_has()
    {
        var (there, missing) = (new FamilyLength(AddressFamily.InterNetwork, 24), new FamilyLength(AddressFamily.InterNetwork, 22));

        var refusal = Assert.IsType<NoSpaceLeft>(Assert.Single(Tell(Request(2) with { Need = new SpaceNeed([there, missing], []) })).Message);

        Assert.True(refusal.IsCertain);
        Assert.Equal([missing], refusal.Lacking);
    }

    [Fact]
    public void A_coordinator_that_is_behind_refuses_without_certainty_and_takes_nothing()
    {
        var side = new ShardSide(3, new BlockReturn(1, [Prefix.Parse("10.0.0.0/24")], Epoch.None));

        var refusal = Assert.Single(Tell(Request(0) with { Side = side }));

        Assert.False(Assert.IsType<NoSpaceLeft>(refusal.Message).IsCertain);
        Assert.Contains("successor", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_of_one_says_nothing_to_another_that_needs_something_else()
    {
        GiveAway();
        var question = AssertQuestion(Assert.Single(Tell(Request(2))), shard: 0);
        Assert.Empty(Tell(Request(0, number: 50, receivedGrant: 1) with { Need = new SpaceNeed([new(AddressFamily.InterNetwork, 23)], []) }));
        Assert.Empty(Tell(Request(1, number: 60, receivedGrant: 1)));
        question = AssertQuestion(Assert.Single(Tell(Answer(question, 0))), shard: 1);

        var messages = Tell(Answer(question, 1));

        Assert.Equal(Key(2), messages.Single(envelope => envelope.Message is NoSpaceLeft).Shard);
        var next = AssertQuestion(messages.Single(envelope => envelope.Message is YieldBlocks), shard: 1);
        Assert.Equal(23, next.Need.Lengths.Single().Length);
        next = AssertQuestion(Assert.Single(Tell(Answer(next, 1))), shard: 0);
        next = AssertPieces(Assert.Single(Tell(Answer(next, 0))), shard: 1);
        next = AssertPieces(Assert.Single(Tell(Answer(next, 1))), shard: 0);
        messages = Tell(Answer(next, 0));
        Assert.Equal(Key(0), messages.Single(envelope => envelope.Message is NoSpaceLeft).Shard);
        Assert.Equal(24, Assert.IsType<YieldBlocks>(messages.Single(envelope => envelope.Message is YieldBlocks).Message).Need.Lengths.Single().Length);
    }

    [Fact]
    public void Pieces_that_come_from_all_sides_are_given_as_a_whole()
    {
        GiveAway();
        var wanted = Request(2) with { Need = new SpaceNeed([new(AddressFamily.InterNetwork, 23)], []) };
        var question = AssertQuestion(Assert.Single(Tell(wanted)), shard: 0);
        question = AssertQuestion(Assert.Single(Tell(Answer(question, 0))), shard: 1);
        question = AssertPieces(Assert.Single(Tell(Answer(question, 1))), shard: 0);
        question = AssertPieces(Assert.Single(Tell(Answer(question, 0, new BlockReturn(1, [Prefix.Parse("10.0.0.0/24")], Epoch.None)))), shard: 0);
        question = AssertPieces(Assert.Single(Tell(Answer(question, 0, new BlockReturn(1, [Prefix.Parse("10.0.0.0/24")], Epoch.None)))), shard: 1);

        var offer = Assert.Single(Tell(Answer(question, 1, new BlockReturn(1, [Prefix.Parse("10.0.1.0/24")], Epoch.None))));

        Assert.Equal(Key(2), offer.Shard);
        Assert.Equal([Prefix.Parse("10.0.0.0/23")], Assert.IsType<BlocksOffered>(offer.Message).Side.LastGrant!.Blocks);
    }

    [Fact]
    public void A_refusal_that_waits_for_its_proof_tells_of_no_grant_that_is_decided_meanwhile()
    {
        var refusal = Decide(Request(0) with { Need = new SpaceNeed([], [Prefix.Parse("192.168.0.0/24")]) });
        Assert.NotEmpty(Decide(Request(0)).Writes);

        Assert.Null(Assert.IsType<NoSpaceLeft>(Assert.Single(Answers(refusal)).Message).Side.LastGrant);
    }

    [Fact]
    public void A_shard_of_a_pool_that_is_not_there_is_refused_without_certainty()
    {
        var refusal = Assert.Single(Tell(Request(0) with { Shard = new ShardKey(Pool.Name, 2, 0) }));

        Assert.False(Assert.IsType<NoSpaceLeft>(refusal.Message).IsCertain);
        Assert.Single(warnings);
    }

    [Fact]
    public void A_coordinator_that_is_asked_nothing_proves_now_and_then_that_it_has_no_successor()
    {
        Assert.Empty(Decide(new Tick()).Answers);
        elapsed = TimeSpan.FromSeconds(6);

        Assert.Single(Decide(new Tick()).Answers);
        Assert.Empty(Decide(new Tick()).Answers);
    }

    private static ShardKey Key(int shard) => new(Pool.Name, 1, shard);

    private static RequestBlocks Request(int shard, long number = 1, long receivedGrant = 0) =>
        new(number, Key(shard), Need, MayEndQuarantine: false, new ShardSide(receivedGrant, null));

    private static BlocksYieldedOrNot Answer(YieldBlocks question, int shard, BlockReturn? blockReturn = null) =>
        new(question.Question, Key(shard), new ShardSide(1, blockReturn));

    private static YieldBlocks AssertQuestion(ShardEnvelope envelope, int shard)
    {
        Assert.Equal(Key(shard), envelope.Shard);
        return Assert.IsType<YieldBlocks>(envelope.Message);
    }

    private static YieldBlocks AssertPieces(ShardEnvelope envelope, int shard)
    {
        var question = AssertQuestion(envelope, shard);
        Assert.Equal(YieldKind.Pieces, question.Kind);
        return question;
    }

    /// <summary>The shards 0 and 1 have everything.</summary>
    private void GiveAway()
    {
        Tell(Request(0));
        Tell(Request(1));
    }

    /// <summary>What leaves once it is committed.</summary>
    private List<ShardEnvelope> Tell(object message)
    {
        var answers = Answers(Decide(message));
        return [.. answers, .. core.NextQuestions(Now)];
    }

    private Moment Now => new(elapsed, DateTimeOffset.UnixEpoch);

    private Batch<PoolEvent> Decide(object message)
    {
        var batch = new Batch<PoolEvent>(core.State.Apply, AllocationSerializer.RoomFor, int.MaxValue);
        core.Decide(new Command(message, Akka.Actor.ActorRefs.Nobody), batch, Now);
        return batch;
    }

    private List<ShardEnvelope> Answers(Batch<PoolEvent> batch) => [.. batch.Answers.Select(answer => answer.Message(new Committed(default, Now))).Cast<ShardEnvelope>()];
}
