using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Shards;

public sealed class ShardCoreTests
{
    private static readonly PoolSpec Pool = Specs.Made(Specs.Settings("10.0.0.0/22") with { ShardCount = 1, Ipv4 = new SubnetSizing(24) });
    private static readonly ShardKey Key = Pool.Shards.Single();

    private readonly List<string> warnings = [];
    private readonly ShardCore core;
    private TimeSpan elapsed;

    public ShardCoreTests()
    {
        core = new ShardCore(Key, firstRequest: 100, warnings.Add);
        core.State.Apply(new ShardActivated(DateTimeOffset.UnixEpoch, default, Pool), Now);
    }

    private Moment Now => new(elapsed, DateTimeOffset.UnixEpoch + elapsed);

    [Fact]
    public void A_node_waits_for_a_block_and_gets_its_subnet_when_it_comes()
    {
        Assert.Empty(Tell(Ask.Acquire("a")));
        var request = core.NextRequest(Now)!;
        Assert.Equal((101, Key, false, 0), (request.Request, request.Shard, request.MayEndQuarantine, request.Side.ReceivedGrant));

        var reply = Assert.IsType<ShardAnswer>(Assert.Single(Tell(new BlocksOffered(101, Side(1, "10.0.0.0/24"))))).Reply;

        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(Assert.IsType<LeaseGrant>(reply).Lease));
        Assert.Null(core.NextRequest(Now));
    }

    [Fact]
    public void An_offer_that_comes_twice_is_taken_once()
    {
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));

        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));

        Assert.Equal((1, 1), (core.State.LastGrant, core.State.Blocks.Count()));
    }

    [Fact]
    public void A_node_is_refused_only_when_quarantined_space_was_asked_for_too()
    {
        Tell(Ask.Acquire("a"));
        Assert.False(core.NextRequest(Now)!.MayEndQuarantine);
        Assert.Empty(Tell(new NoSpaceLeft(101, IsCertain: true, [new FamilyLength(AddressFamily.InterNetwork, 24)], Side())));
        Assert.True(core.NextRequest(Now)!.MayEndQuarantine);
        Assert.Empty(Tell(new NoSpaceLeft(102, IsCertain: false, [new FamilyLength(AddressFamily.InterNetwork, 24)], Side())));
        Assert.True(core.NextRequest(Now)!.MayEndQuarantine);

        var reply = Assert.IsType<ShardAnswer>(Assert.Single(Tell(new NoSpaceLeft(103, IsCertain: true, [new FamilyLength(AddressFamily.InterNetwork, 24)], Side())))).Reply;

        Assert.Equal([new FamilyLength(AddressFamily.InterNetwork, 24)], Assert.IsType<PoolExhausted>(reply).Lengths);
    }

    [Fact]
    public void A_node_that_waited_too_long_hears_that_nobody_knows()
    {
        Tell(Ask.Acquire("a"));
        elapsed = TimeSpan.FromSeconds(11);

        Assert.Equal(new OutcomeUnknown(), Assert.IsType<ShardAnswer>(Assert.Single(Tell(new Tick()))).Reply);
        Assert.Null(core.NextRequest(Now));
    }

    [Fact]
    public void A_grant_whose_offer_was_lost_serves_the_shards_own_nodes_before_anything_is_yielded()
    {
        Tell(Ask.Acquire("a"));

        var answers = Tell(Yield(question: 5, Side(1, "10.0.0.0/24")));

        Assert.IsType<LeaseGrant>(Assert.IsType<ShardAnswer>(answers[0]).Reply);
        Assert.Equal(new BlocksYieldedOrNot(5, Key, new ShardSide(1, null)), answers[1]);
    }

    [Fact]
    public void What_is_free_is_yielded_and_told_again_until_it_is_confirmed()
    {
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/23")));

        var first = Assert.IsType<BlocksYieldedOrNot>(Assert.Single(Tell(Yield(5, Side(1, "10.0.0.0/23")))));
        var second = Assert.IsType<BlocksYieldedOrNot>(Assert.Single(Tell(Yield(6, Side(1, "10.0.0.0/23")))));

        Assert.Equal(1, first.Side.LastReturn!.Number);
        Assert.Equal(first.Side, second.Side);
    }

    [Fact]
    public void What_is_told_of_the_moves_is_no_later_than_the_batch_that_tells_it()
    {
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));
        Tell(Ask.Acquire("a"));
        var proved = Decide(Yield(5, Side(1, "10.0.0.0/24")));
        Tell(Ask.ReleaseByHolder(core.State.Leases.Single()));
        elapsed += Pool.Timing.Quarantine;
        Tell(new Tick());
        Assert.NotEmpty(Decide(Yield(6, Side(1, "10.0.0.0/24"))).Writes);

        Assert.Equal(new BlocksYieldedOrNot(5, Key, new ShardSide(1, null)), Assert.Single(Answers(proved)));
    }

    [Fact]
    public void A_digest_that_is_proved_is_of_the_state_before_what_is_decided_meanwhile()
    {
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));
        var proved = Decide(new DigestShard());
        Assert.NotEmpty(Decide(Ask.Acquire("a")).Writes);

        Assert.Equal(default, Assert.IsType<ShardDigest>(Assert.Single(Answers(proved))).Digest);
    }

    [Fact]
    public void A_digest_that_is_written_with_others_is_of_the_state_after_all_of_them()
    {
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));
        var batch = NewBatch();
        core.Decide(new Command(new DigestShard(), Akka.Actor.ActorRefs.Nobody), batch, Now);
        core.Decide(new Command(Ask.Acquire("a"), Akka.Actor.ActorRefs.Nobody), batch, Now);

        Assert.Equal(core.State.Digest(), Answers(batch).OfType<ShardDigest>().Single().Digest);
        Assert.Equal(1, core.State.Digest().Count);
    }

    [Fact]
    public void A_renewal_that_waits_for_its_proof_is_not_found_due_in_between()
    {
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));
        Tell(Ask.Acquire("a"));
        var lease = core.State.Leases.Single();
        for (var tick = 0; tick < 10; tick++)
        {
            elapsed += (Specs.Reclaim - TimeSpan.FromMilliseconds(10)) / 10;
            Tell(new Tick());
        }

        Decide(Ask.Renew(lease));
        elapsed += TimeSpan.FromSeconds(1);

        Assert.Empty(Decide(new Tick()).Writes);
        Assert.Equal(LeaseState.Active, core.State.Leases.Single().State);
    }

    [Fact]
    public void A_shard_that_is_behind_takes_nothing()
    {
        Assert.Empty(Tell(new BlocksOffered(1, Side(2, "10.0.0.0/24"))));

        Assert.Empty(core.State.Blocks);
        Assert.Contains("successor", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shard_with_too_many_waiting_nodes_says_so()
    {
        for (var i = 0; i < Parking.Capacity; i++)
        {
            Assert.Empty(Tell(Ask.Acquire($"node-{i}")));
        }

        Assert.Equal(new QueueFull(), Assert.IsType<ShardAnswer>(Assert.Single(Tell(Ask.Acquire("late")))).Reply);
    }

    [Fact]
    public void An_answer_extends_the_lease_from_when_it_leaves()
    {
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));
        Tell(Ask.Acquire("a"));
        elapsed = TimeSpan.FromSeconds(50);

        Tell(Ask.Acquire("a"));

        Assert.True(core.State.Deadlines.TryGet(new NodeId("a"), out var at));
        Assert.Equal(elapsed + Specs.Reclaim, at);
    }

    [Fact]
    public void Time_in_which_the_shard_did_nothing_does_not_count()
    {
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));
        Tell(Ask.Acquire("a"));
        Tell(new Tick());
        elapsed = TimeSpan.FromHours(1);

        Tell(new Tick());

        Assert.Equal(LeaseState.Active, Assert.Single(core.State.Leases).State);
        Assert.True(core.State.Deadlines.TryGet(new NodeId("a"), out var at));
        Assert.Equal(elapsed + Specs.Reclaim, at);
        Assert.Contains("3600.0 s", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_digest_tells_what_is_held_and_not_what_was()
    {
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/22")));
        var empty = Digest();
        Tell(Ask.Acquire("a"));
        var one = Digest();
        var lease = Assert.IsType<LeaseGrant>(Assert.IsType<ShardAnswer>(Assert.Single(Tell(Ask.Acquire("b")))).Reply).Lease;
        var two = Digest();
        Tell(Ask.ReleaseByHolder(lease));

        Assert.Equal((0, 1, 2), (empty.Count, one.Count, two.Count));
        Assert.Equal(one, Digest());
        Assert.Equal(two, one.Add(LeaseDigest.HashOf(lease.Node, lease.Epoch, lease.Subnets)));
    }

    [Fact]
    public void Time_before_the_first_tick_in_which_the_shard_did_nothing_does_not_count()
    {
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));
        Tell(Ask.Acquire("a"));
        core.OnActivated(Now);
        elapsed = TimeSpan.FromHours(1);

        Tell(new Tick());

        Assert.Equal(LeaseState.Active, Assert.Single(core.State.Leases).State);
    }

    [Fact]
    public void A_node_that_takes_less_is_refused_only_when_nothing_of_that_is_left_either()
    {
        var (asked, taken) = (new FamilyLength(AddressFamily.InterNetwork, 24), new FamilyLength(AddressFamily.InterNetwork, 25));
        core.State.Apply(new ShardActivated(DateTimeOffset.UnixEpoch, default, Pool with { Families = [Pool.Families[0] with { Longest = 25 }] }), Now);
        Tell(Ask.Acquire("a") with { Ipv4Longest = 25 });
        Refuse(asked);
        Refuse(asked);

        Assert.Equal([taken], core.NextRequest(Now)!.Need.Lengths);
        Tell(new NoSpaceLeft(103, IsCertain: true, [taken], Side()));
        core.NextRequest(Now);
        var reply = Assert.IsType<ShardAnswer>(Assert.Single(Tell(new NoSpaceLeft(104, IsCertain: true, [taken], Side())))).Reply;

        Assert.Equal([taken], Assert.IsType<PoolExhausted>(reply).Lengths);
    }

    [Fact]
    public void When_nobody_has_anything_free_the_next_node_goes_on_to_what_is_quarantined()
    {
        Tell(Ask.Acquire("a"));
        Refuse(new FamilyLength(AddressFamily.InterNetwork, 24));
        Tell(Ask.Acquire("b"));
        Tell(new NoSpaceLeft(core.NextRequest(Now)!.Request, IsCertain: true, [new FamilyLength(AddressFamily.InterNetwork, 24)], Side()));

        elapsed = TimeSpan.FromSeconds(4);
        Tell(Ask.Acquire("c"));
        Assert.True(core.NextRequest(Now)!.MayEndQuarantine);
    }

    [Fact]
    public void A_holder_that_waits_in_vain_for_more_is_told_what_it_has()
    {
        core.State.Apply(new ShardActivated(DateTimeOffset.UnixEpoch, default, Pool with { Families = [Pool.Families[0] with { Shortest = 23 }] }), Now);
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));
        Tell(Ask.Acquire("a"));
        Assert.Empty(Tell(Ask.Acquire("a") with { Ipv4Length = 23 }));
        Assert.Equal([Prefix.Parse("10.0.1.0/24")], core.NextRequest(Now)!.Need.Together);
        elapsed = TimeSpan.FromSeconds(11);

        var grant = Assert.IsType<LeaseGrant>(Assert.IsType<ShardAnswer>(Assert.Single(Tell(new Tick()))).Reply);

        Assert.Equal(SubnetSize.KeptSmaller, grant.Sizes.Ipv4);
    }

    [Fact]
    public void A_holder_gets_more_as_soon_as_the_pool_gives_it()
    {
        core.State.Apply(new ShardActivated(DateTimeOffset.UnixEpoch, default, Pool with { Families = [Pool.Families[0] with { Shortest = 23 }] }), Now);
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));
        Tell(Ask.Acquire("a"));
        Tell(Ask.Acquire("a") with { Ipv4Length = 23 });

        var answers = Tell(new BlocksOffered(core.NextRequest(Now)!.Request, Side(2, "10.0.1.0/24")));

        Assert.Equal(["10.0.0.0/23"], TestShard.Texts(Assert.IsType<LeaseGrant>(Assert.IsType<ShardAnswer>(Assert.Single(answers)).Reply).Lease));
    }

    [Fact]
    public void Who_waits_for_a_further_subnet_gets_it_when_there_is_space()
    {
        AskForTwo();

        var request = core.NextRequest(Now)!;
        Assert.Equal([new FamilyLength(AddressFamily.InterNetwork, 24)], request.Need.Lengths);
        Assert.False(request.MayEndQuarantine);
        var reply = Assert.IsType<ShardAnswer>(Assert.Single(Tell(new BlocksOffered(request.Request, Side(2, "10.0.3.0/24"))))).Reply;

        Assert.Equal(["10.0.0.0/24", "10.0.3.0/24"], TestShard.Texts(Assert.IsType<LeaseGrant>(reply).Lease));
    }

    [Fact]
    public void Where_nothing_is_free_it_is_told_what_it_has_and_nothing_quarantined_is_asked_for()
    {
        AskForTwo();

        var answers = Tell(new NoSpaceLeft(core.NextRequest(Now)!.Request, IsCertain: true, [new FamilyLength(AddressFamily.InterNetwork, 24)], Side()));

        var grant = Assert.IsType<LeaseGrant>(Assert.IsType<ShardAnswer>(Assert.Single(answers)).Reply);
        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(grant.Lease));
        Assert.Equal(SubnetSize.KeptSmaller, grant.Sizes.Ipv4);
        Assert.Null(core.NextRequest(Now));
    }

    [Fact]
    public void Who_waits_for_a_further_subnet_for_too_long_is_told_what_it_has()
    {
        AskForTwo();

        elapsed += TimeSpan.FromSeconds(11);
        var reply = Assert.IsType<ShardAnswer>(Assert.Single(Tell(new Tick()))).Reply;

        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(Assert.IsType<LeaseGrant>(reply).Lease));
    }

    [Fact]
    public void A_shard_that_has_little_left_asks_for_more_and_nobody_waits_for_it()
    {
        var large = Specs.Made(Specs.Settings("10.0.0.0/8") with { ShardCount = 1 });
        core.State.Apply(new ShardActivated(DateTimeOffset.UnixEpoch, default, large), Now);
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/16")));
        for (var number = 0; number < 240; number++)
        {
            Assert.NotEmpty(Tell(Ask.Acquire($"node-{number}")));
        }

        Assert.Null(core.NextRequest(Now));
        Tell(Ask.Acquire("one-more"));
        var request = core.NextRequest(Now)!;

        Assert.Equal([new FamilyLength(AddressFamily.InterNetwork, 24)], request.Need.Ahead);
        Assert.Empty(request.Need.Lengths);
        Assert.Null(core.NextRequest(Now));
        Tell(new NoSpaceLeft(request.Request, IsCertain: false, [], Side()));
        elapsed += TimeSpan.FromSeconds(9);
        Assert.Null(core.NextRequest(Now));
        elapsed += TimeSpan.FromSeconds(1);
        Assert.Equal(request.Request + 1, core.NextRequest(Now)!.Request);
    }

    /// <summary>A node that has 10.0.0.0/24, which is all that the shard has, wants two.</summary>
    private void AskForTwo()
    {
        Tell(new BlocksOffered(1, Side(1, "10.0.0.0/24")));
        Tell(Ask.Acquire("a"));
        Assert.Empty(Tell(Ask.Acquire("a") with { Ipv4Length = 23, MostSubnets = 2 }));
    }

    private void Refuse(FamilyLength length) => Tell(new NoSpaceLeft(core.NextRequest(Now)!.Request, IsCertain: true, [length], Side()));

    private LeaseDigest Digest() => Assert.IsType<ShardDigest>(Assert.Single(Tell(new DigestShard()))).Digest;

    private static PoolSide Side() => new(null, 0);

    private static PoolSide Side(long grant, string block) => new(new BlockGrant(grant, [Prefix.Parse(block)], Epoch.None), 0);

    private static YieldBlocks Yield(long question, PoolSide side) => new(question, new SpaceNeed([new(AddressFamily.InterNetwork, 24)], []), false, side);

    /// <summary>What leaves once it is committed.</summary>
    private List<object> Tell(object message) => Answers(Decide(message));

    private Batch<ShardEvent> Decide(object message)
    {
        var batch = NewBatch();
        core.Decide(new Command(message, Akka.Actor.ActorRefs.Nobody), batch, Now);
        return batch;
    }

    private Batch<ShardEvent> NewBatch() => new(change => core.State.Apply(change, Now), AllocationSerializer.RoomFor, int.MaxValue);

    private List<object> Answers(Batch<ShardEvent> batch) => [.. batch.Answers.Select(answer => answer.Message(new Committed(default, Now)))];
}
