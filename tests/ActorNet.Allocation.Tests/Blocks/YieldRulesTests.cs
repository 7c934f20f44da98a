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
        var dual = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16", "fd00::/48")), "10.0.0.0/23", "fd00::/62");
        var need = new SpaceNeed([new(AddressFamily.InterNetworkV6, 64)], []);

        var yielded = Assert.IsType<BlocksYielded>(Assert.Single(YieldRules.Decide(dual.State, need, false, 0, dual.Now)));

        Assert.Equal([Prefix.Parse("fd00::/64")], yielded.Return.Blocks);
    }

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
