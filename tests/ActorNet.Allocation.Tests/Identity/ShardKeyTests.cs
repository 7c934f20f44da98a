using System.Globalization;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Tests.Identity;

public sealed class ShardKeyTests
{
    private static readonly PoolName Pool = new("default");

    /// <summary>Never to be changed: a node's shard is where its lease is.</summary>
    [Theory]
    [InlineData("default", "node-1", 16, 14)]
    [InlineData("default", "node-2", 16, 4)]
    [InlineData("default", "4c4c4544-0042-3510-8051-b8c04f4e4d32", 16, 7)]
    [InlineData("edge", "node-1", 16, 2)]
    [InlineData("default", "node-1", 1024, 638)]
    [InlineData("default", "node-1", 7, 5)]
    public void A_node_is_always_of_the_same_shard(string pool, string node, int shardCount, int shard) =>
        Assert.Equal(new ShardKey(new PoolName(pool), 3, shard), ShardKey.Of(new PoolName(pool), 3, shardCount, new NodeId(node)));

    [Fact]
    public void Nodes_spread_evenly()
    {
        var counts = Enumerable.Range(0, 16_000)
            .GroupBy(index => ShardKey.Of(Pool, 1, 16, new NodeId(index.ToString("'node-'0", CultureInfo.InvariantCulture))).Index)
            .Select(group => group.Count())
            .ToList();

        Assert.Equal(16, counts.Count);
        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void There_is_at_least_one_shard() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ShardKey.Of(Pool, 1, 0, new NodeId("a")));

    [Fact]
    public void A_journals_name_is_read_back()
    {
        var key = new ShardKey(new PoolName("my-pool.1"), 12, 1023);

        Assert.Equal("pool-shard:my-pool.1:12:1023", key.PersistenceId);
        Assert.True(ShardKey.TryParse(key.PersistenceId, out var read));
        Assert.Equal(key, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("pools")]
    [InlineData("pool-shard:default:1")]
    [InlineData("pool-shard:default:1:2:3")]
    [InlineData("pool-shard:Default:1:2")]
    [InlineData("pool-shard::1:2")]
    [InlineData("pool-shard:default:-1:2")]
    [InlineData("pool-shard:default: 1:2")]
    [InlineData("pool-shard:default:1:99999999999")]
    [InlineData("other:default:1:2")]
    public void Another_journals_name_is_not(string persistenceId)
    {
        Assert.False(ShardKey.TryParse(persistenceId, out var key));
        Assert.Null(key);
    }
}
