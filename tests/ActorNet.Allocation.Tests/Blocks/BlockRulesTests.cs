using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Blocks;

public sealed class BlockRulesTests
{
    private static readonly FamilyLength V4 = new(AddressFamily.InterNetwork, 24);
    private static readonly FamilyLength V6 = new(AddressFamily.InterNetworkV6, 64);

    // 256 subnets for 4 shards: blocks of 16, a /20.
    private readonly TestPool pool = new(Specs.Made(Specs.Settings("10.0.0.0/16") with { ShardCount = 4 }));

    [Fact]
    public void A_shard_gets_a_whole_block() => Assert.Equal(["10.0.0.0/20"], pool.Grant(0, V4));

    [Fact]
    public void Grants_are_numbered_per_shard()
    {
        pool.Grant(0, V4);
        pool.Grant(0, V4);
        pool.Grant(3, V4);

        Assert.Equal([2, null, null, 1], Enumerable.Range(0, 4).Select(shard => pool.Account.LastGrantTo(pool.Key(shard))?.Number));
    }

    [Fact]
    public void Where_no_whole_block_is_left_the_largest_part_is_given()
    {
        var small = new TestPool(Specs.Made(Specs.Settings("10.0.0.0/20", "10.1.0.0/23") with { ShardCount = 1 }));
        Assert.Equal(22, BlockSizing.BlockLength(small.Account.Spec.Families[0], 1));

        var given = Enumerable.Range(0, 5).Select(_ => Assert.Single(small.Grant(0, V4)!)).ToList();

        Assert.Equal(["10.0.0.0/22", "10.0.4.0/22", "10.0.8.0/22", "10.0.12.0/22", "10.1.0.0/23"], given);
        Assert.Null(small.Grant(0, V4));
    }

    [Fact]
    public void Somebody_who_needs_more_than_a_block_gets_it() =>
        Assert.Equal(["10.0.0.0/18"], pool.Grant(0, new FamilyLength(AddressFamily.InterNetwork, 18)));

    [Fact]
    public void All_lengths_or_nothing()
    {
        var dual = new TestPool(Specs.Made(Specs.Settings("10.0.0.0/24", "fd00::/62") with { ShardCount = 1 }));
        Assert.Equal(["10.0.0.0/26", "fd00::/64"], dual.Grant(0, new FamilyLength(AddressFamily.InterNetwork, 26), V6));
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(dual.Grant(0, V6));
        }

        Assert.Null(dual.Grant(0, new FamilyLength(AddressFamily.InterNetwork, 26), V6));
        Assert.True(dual.Account.IsFree(Prefix.Parse("10.0.0.64/26")));
        Assert.Equal([V6], BlockRules.Lacking(dual.Account, new SpaceNeed([new(AddressFamily.InterNetwork, 26), V6], [])).Lengths);
    }

    [Fact]
    public void A_wish_brings_the_free_block_around_it() => Assert.Equal(["10.0.32.0/20"], pool.GrantWish(0, "10.0.37.0/24"));

    [Fact]
    public void A_wish_brings_what_is_free_around_it()
    {
        pool.GrantWish(0, "10.0.32.0/24");
        pool.Return(0, 1, Epoch.None, "10.0.36.0/23");

        Assert.Equal(["10.0.36.0/23"], pool.GrantWish(1, "10.0.37.0/24"));
    }

    [Fact]
    public void The_first_wish_that_is_free_is_granted()
    {
        pool.GrantWish(0, "10.0.37.0/24");

        Assert.Equal(["10.0.64.0/20"], pool.GrantWish(1, "10.0.37.0/24", "10.0.64.0/24", "10.0.128.0/24"));
        Assert.Null(pool.GrantWish(2, "10.0.37.0/24"));
    }

    [Fact]
    public void A_return_is_taken_once()
    {
        pool.Grant(0, V4);

        Assert.True(pool.Return(0, 1, Epoch.None, "10.0.3.0/24"));
        Assert.False(pool.Return(0, 1, Epoch.None, "10.0.3.0/24"));
        Assert.True(pool.Account.IsFree(Prefix.Parse("10.0.3.0/24")));
    }

    [Fact]
    public void What_a_shard_does_not_have_it_cannot_return()
    {
        pool.Grant(0, V4);
        pool.Grant(1, V4);

        Assert.Throws<InvalidOperationException>(() => pool.Return(0, 1, Epoch.None, "10.0.16.0/24"));
    }

    [Fact]
    public void Returned_space_carries_its_epochs_to_the_next_owner()
    {
        pool.Grant(0, V4);
        pool.Return(0, 1, new Epoch(50), "10.0.3.0/24");
        pool.Grant(1, V4);

        Assert.Equal(new Epoch(50), pool.Account.LastGrantTo(pool.Key(1))!.EpochFloor);
    }

    [Fact]
    public void A_grant_is_received_once_and_only_after_the_one_before()
    {
        var shard = new TestShard(pool.Account.Spec, "10.0.0.0/20");
        PoolSide Side(long grant, long confirmed = 0) => new(new BlockGrant(grant, [Prefix.Parse("10.0.16.0/20")], Epoch.None), confirmed);

        Assert.Null(BlockRules.Receive(shard.State, new PoolSide(null, 0), shard.Now));
        Assert.Null(BlockRules.Receive(shard.State, Side(1), shard.Now));
        Assert.NotNull(BlockRules.Receive(shard.State, Side(2), shard.Now));
        Assert.False(BlockRules.IsBehind(shard.State, Side(2)));
        Assert.True(BlockRules.IsBehind(shard.State, Side(3)));
        Assert.True(BlockRules.IsBehind(shard.State, Side(2, confirmed: 1)));
    }

    [Fact]
    public void A_coordinator_that_hears_of_moves_that_it_has_not_made_is_behind()
    {
        pool.Grant(0, V4);
        BlockReturn Return(long number) => new(number, [], Epoch.None);

        Assert.False(BlockRules.IsBehind(pool.Account, pool.Key(0), new ShardSide(1, Return(1))));
        Assert.True(BlockRules.IsBehind(pool.Account, pool.Key(0), new ShardSide(2, null)));
        Assert.True(BlockRules.IsBehind(pool.Account, pool.Key(0), new ShardSide(1, Return(2))));
    }

    [Fact]
    public void A_shard_that_has_much_gets_more_at_once()
    {
        var large = new TestPool(Specs.Made(Specs.Settings("10.0.0.0/8") with { ShardCount = 4 }));

        Assert.Equal(["10.0.0.0/16"], large.Grant(0, V4));
        for (var grant = 0; grant < 20; grant++)
        {
            large.Grant(0, V4);
        }

        Assert.Equal(15, Prefix.Parse(Assert.Single(large.Grant(0, V4)!)).Length);
        Assert.Equal(16, Prefix.Parse(Assert.Single(large.Grant(1, V4)!)).Length);
    }

    [Fact]
    public void What_is_left_is_spread_over_all_shards_in_as_many_pieces_as_it_takes()
    {
        foreach (var _ in Enumerable.Range(0, 16))
        {
            pool.Grant(0, V4);
        }

        pool.Return(0, 1, Epoch.None, [.. Enumerable.Range(0, 32).Select(index => $"10.0.{2 * index}.0/24")]);

        Assert.Equal(16, pool.Grant(1, V4)!.Count);
        Assert.Equal(16, pool.Grant(2, V4)!.Count);
        Assert.Null(pool.Grant(3, V4));
    }

    [Fact]
    public void Who_can_do_without_gets_nothing_of_the_last()
    {
        Assert.Equal(["10.0.0.0/20"], pool.GrantAhead(0, V4));
        while (pool.Account.Space[AddressFamily.InterNetwork].FreeAddresses >= 16 * 8 * 256)
        {
            Assert.NotNull(pool.GrantAhead(0, V4));
        }

        Assert.Null(pool.GrantAhead(0, V4));
        Assert.NotNull(pool.Grant(0, V4));
    }

    [Fact]
    public void What_is_wanted_together_is_given_together_or_not_at_all()
    {
        Assert.Equal(["10.0.1.0/24", "10.0.2.0/23"], pool.GrantTogether(0, "10.0.1.0/24", "10.0.2.0/23"));
        Assert.Null(pool.GrantTogether(1, "10.0.3.0/24", "10.0.4.0/24"));
        Assert.True(pool.Account.IsFree(Prefix.Parse("10.0.4.0/24")));
    }

    [Theory]
    [InlineData("10.0.0.0/16", 24, 16, 22)]
    [InlineData("10.0.0.0/16", 24, 1, 18)]
    [InlineData("10.0.0.0/8", 24, 16, 16)]
    [InlineData("10.0.0.0/24", 24, 16, 24)]
    [InlineData("10.0.0.0/16", 24, 1024, 24)]
    [InlineData("fd00::/48", 64, 16, 56)]
    [InlineData("::/0", 126, 1, 118)]
    public void A_block_is_for_a_quarter_of_a_shard_and_256_subnets_at_most(string cidr, int length, int shardCount, int blockLength)
    {
        var prefix = Prefix.Parse(cidr);

        Assert.Equal(blockLength, BlockSizing.BlockLength(new FamilySpec(prefix.Family, [prefix], length, length, length), shardCount));
    }
}
