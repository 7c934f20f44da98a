using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Cluster;

namespace ActorNet.Coordinator.Tests.Cluster;

public sealed class ShardExtractorTests
{
    private readonly ShardExtractor extractor = new();

    [Fact]
    public void A_message_is_for_the_shard_of_its_envelope()
    {
        var message = new ShardEnvelope(new ShardKey(new PoolName("default"), 3, 7), WakeShard.Instance);

        Assert.Equal("pool-shard:default:3:7", extractor.EntityId(message));
        Assert.Same(WakeShard.Instance, extractor.EntityMessage(message));
        Assert.Equal(extractor.ShardId(message), extractor.ShardId("pool-shard:default:3:7"));
        Assert.Null(extractor.EntityId("something else"));
    }

    [Theory]
    [InlineData("default", 16)]
    [InlineData("another", 16)]
    [InlineData("large", 256)]
    public void The_shards_of_a_pool_move_one_by_one(string pool, int count)
    {
        var places = Enumerable.Range(0, count).Select(index => PlaceOf(pool, index)).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(count, places.Count);
    }

    [Fact]
    public void Many_pools_share_a_bounded_number_of_places_evenly()
    {
        var places = Enumerable.Range(0, 1_000).SelectMany(pool => Enumerable.Range(0, 16).Select(index => PlaceOf($"pool-{pool}", index))).CountBy(place => place).ToList();

        Assert.Equal(256, places.Count);
        Assert.All(places, place => Assert.InRange(place.Value, 30, 100));
    }

    private string PlaceOf(string pool, int index) => extractor.ShardId(new ShardKey(new PoolName(pool), 1, index).PersistenceId);
}
