using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Blocks;

public sealed class YieldRulesTests
{
    private static readonly SpaceNeed Need = new([new(AddressFamily.InterNetwork, 24)], []);

    private readonly TestShard shard = new(Specs.Made(Specs.Settings("10.0.0.0/16")), "10.0.0.0/23");

    [Fact]
    public void What_is_free_is_given()
    {
        shard.Acquire("a");

        var yielded = Assert.IsType<BlocksYielded>(Assert.Single(Yield()));

        Assert.Equal((1, new Epoch(1), Prefix.Parse("10.0.1.0/24")), (yielded.Return.Number, yielded.Return.EpochFloor, yielded.Return.Blocks.Single()));
        Assert.False(shard.State.Owns(Prefix.Parse("10.0.1.0/24")));
    }

    [Fact]
    public void What_is_held_is_kept()
    {
        shard.Acquire("a");
        shard.Acquire("b");

        Assert.Empty(Yield());
        Assert.Empty(Yield(mayEndQuarantine: true));
    }

    [Fact]
    public void What_an_operator_took_back_is_kept_while_the_holder_may_believe()
    {
        shard.Reply(Ask.ReleaseByOperator(shard.Acquire("a")));
        shard.Acquire("b");

        Assert.Empty(Yield(mayEndQuarantine: true));
    }

    [Fact]
    public void What_is_quarantined_is_given_only_where_that_is_asked_for()
    {
        var lease = shard.Acquire("a");
        shard.Acquire("b");
        shard.Release(lease);

        Assert.Empty(Yield());
        Assert.Collection(
            Yield(mayEndQuarantine: true),
            ended => Assert.Equal(lease.Node, Assert.IsType<QuarantineEnded>(ended).Node),
            yielded => Assert.Equal(lease.Subnets, Assert.IsType<BlocksYielded>(yielded).Return.Blocks));
    }

    [Fact]
    public void Free_space_is_given_before_quarantined()
    {
        shard.Release(shard.Acquire("a"));

        var yielded = Assert.IsType<BlocksYielded>(Assert.Single(Yield(mayEndQuarantine: true)));

        Assert.Equal([Prefix.Parse("10.0.1.0/24")], yielded.Return.Blocks);
    }

    [Fact]
    public void Nothing_more_is_given_before_the_last_return_is_confirmed()
    {
        Yield();

        Assert.Empty(Yield(confirmedReturn: 0));
        Assert.Equal(2, Assert.IsType<BlocksYielded>(Assert.Single(Yield(confirmedReturn: 1))).Return.Number);
    }

    [Fact]
    public void A_family_that_is_not_asked_for_is_not_given()
    {
        var dual = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16", "fd00::/48")), "10.0.0.0/23", "fd00::/63");
        var need = new SpaceNeed([new(AddressFamily.InterNetworkV6, 64)], []);

        var yielded = Assert.IsType<BlocksYielded>(Assert.Single(YieldRules.Decide(dual.State, need, false, 0, dual.Now)));

        Assert.Equal([Prefix.Parse("fd00::/64")], yielded.Return.Blocks);
    }

    [Fact]
    public void Half_of_what_is_free_is_given_so_that_not_every_node_needs_a_move()
    {
        var large = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16")), "10.0.0.0/20");
        foreach (var node in new[] { "a", "b", "c" })
        {
            large.Acquire(node);
        }

        // Of 13 that are free 6 would be half; a piece is a power of two.
        var yielded = Assert.IsType<BlocksYielded>(Assert.Single(YieldRules.Decide(large.State, Need, false, 0, large.Now)));

        Assert.Equal(4, yielded.Return.Blocks.Sum(block => (int)block.CountOf(24)));
        Assert.True(large.State.Space[AddressFamily.InterNetwork].FreeAddresses == 13 * 256);
    }

    [Fact]
    public void Of_what_is_quarantined_the_oldest_are_given_and_few()
    {
        var large = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16")), "10.0.0.0/20");
        var leases = Enumerable.Range(0, 16).Select(number => large.Acquire($"node-{number}")).ToList();
        leases.ForEach(lease => large.Release(lease));

        var changes = YieldRules.Decide(large.State, Need, mayEndQuarantine: true, 0, large.Now);

        Assert.Equal(leases.Take(4).Select(lease => lease.Node), changes.OfType<QuarantineEnded>().Select(ended => ended.Node));
        Assert.Equal(leases.Take(4).SelectMany(lease => lease.Subnets), Assert.IsType<BlocksYielded>(changes[^1]).Return.Blocks);
    }

    [Fact]
    public void Pieces_are_given_where_others_have_the_rest_and_nobody_holds_any_of_ours()
    {
        var mixed = Mixed("10.0.0.0/26", "10.0.0.128/26", "10.0.1.0/24", "10.0.2.0/25", "10.0.3.64/26");
        mixed.Grant(Ask.Acquire("a", "10.0.3.64/26") with { Ipv4Length = 26 });

        Assert.Equal(["10.0.0.0/26", "10.0.0.128/26", "10.0.2.0/25"], Pieces(mixed, mayEndQuarantine: false));
    }

    [Fact]
    public void Of_a_prefix_in_which_somebody_of_ours_is_no_piece_is_given()
    {
        var mixed = Mixed("10.0.0.0/26", "10.0.0.128/26");
        mixed.Grant(Ask.Acquire("a", "10.0.0.128/26") with { Ipv4Length = 26 });

        Assert.Empty(Pieces(mixed, mayEndQuarantine: false));
        Assert.Empty(Pieces(mixed, mayEndQuarantine: true));
    }

    [Fact]
    public void Quarantined_pieces_are_given_only_where_that_is_asked_for()
    {
        var mixed = Mixed("10.0.0.0/26");
        mixed.Release(mixed.Grant(Ask.Acquire("a") with { Ipv4Length = 26 }));

        Assert.Empty(Pieces(mixed, mayEndQuarantine: false));
        Assert.Equal(["10.0.0.0/26"], Pieces(mixed, mayEndQuarantine: true));
    }

    private static TestShard Mixed(params ImmutableArray<string> blocks) =>
        new(Specs.Made(Specs.Settings("10.0.0.0/16") with { Ipv4 = new(24, 22, 26) }), blocks);

    private static string[] Pieces(TestShard shard, bool mayEndQuarantine) =>
    [
        .. YieldRules.Decide(shard.State, Need, mayEndQuarantine, 0, shard.Now, YieldKind.Pieces)
            .OfType<BlocksYielded>()
            .SelectMany(yielded => yielded.Return.Blocks)
            .Select(block => block.ToString()),
    ];

    private ImmutableArray<ShardEvent> Yield(bool mayEndQuarantine = false, long confirmedReturn = 0)
    {
        var changes = YieldRules.Decide(shard.State, Need, mayEndQuarantine, confirmedReturn, shard.Now);
        foreach (var change in changes)
        {
            shard.Apply(change);
        }

        return changes;
    }
}
