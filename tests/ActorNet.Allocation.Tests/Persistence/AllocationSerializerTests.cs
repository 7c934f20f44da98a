using System.Runtime.Serialization;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using Akka.Actor;
using CsCheck;

namespace ActorNet.Allocation.Tests.Persistence;

public sealed class AllocationSerializerTests : IAsyncLifetime
{
    private readonly ActorSystem system = ActorSystem.Create(
        "serializer",
        AllocationSerializer.Config.WithFallback("akka.loglevel = WARNING"));
    private readonly AllocationSerializer serializer;

    public AllocationSerializerTests() =>
        serializer = Assert.IsType<AllocationSerializer>(system.Serialization.FindSerializerForType(typeof(ShardActivated)));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await system.Terminate();

    [Fact]
    public void Every_shard_event_is_read_back() => Generate.ShardEvent.Sample(AssertReadBack);

    [Fact]
    public void Every_pool_event_is_read_back() => Generate.PoolEvent.Sample(AssertReadBack);

    [Fact]
    public void Every_shard_snapshot_is_read_back() => Generate.ShardSnapshot.Sample(AssertReadBack);

    [Fact]
    public void Every_pool_snapshot_is_read_back() => Generate.PoolSnapshot.Sample(AssertReadBack);

    [Fact]
    public void It_is_bound_to_all_that_is_written()
    {
        var journaled = typeof(IJournaled).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IJournaled)) && !type.IsAbstract).ToList();

        Assert.Equal(25, journaled.Count);
        Assert.All(journaled, type => Assert.Same(serializer, system.Serialization.FindSerializerForType(type)));
    }

    /// <summary>These stand in journals: to change one is to lose them.</summary>
    [Fact]
    public void Its_number_and_its_manifests_never_change()
    {
        Assert.Equal(7410, serializer.Identifier);
        Assert.Equal("pool-event/1", serializer.Manifest(new CoordinatorActivated(DateTimeOffset.UnixEpoch, default)));
        Assert.Equal("pool-snapshot/1", serializer.Manifest(new PoolSnapshot([])));
        Assert.Equal("shard-event/1", serializer.Manifest(new LeaseExpired(DateTimeOffset.UnixEpoch, new NodeId("a"), default)));
        Assert.Equal("shard-snapshot/1", serializer.Manifest(new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16"))).State.ToSnapshot()));
    }

    [Theory]
    [InlineData("shard-event/2")]
    [InlineData("")]
    [InlineData("System.String")]
    public void An_unknown_manifest_is_refused(string manifest) =>
        Assert.Contains(manifest, Assert.Throws<SerializationException>(() => serializer.FromBinary([], manifest)).Message, StringComparison.Ordinal);

    [Fact]
    public void Anything_else_is_not_written()
    {
        Assert.Throws<SerializationException>(() => serializer.ToBinary("text"));
        Assert.Throws<SerializationException>(() => serializer.Manifest("text"));
    }

    [Theory]
    [InlineData("shard-event/1")]
    [InlineData("shard-snapshot/1")]
    [InlineData("pool-event/1")]
    [InlineData("pool-snapshot/1")]
    public void Random_bytes_are_read_or_refused(string manifest) => Gen.Byte.Array[0, 60].Sample(bytes => ReadOrRefuse(bytes, manifest));

    [Fact]
    public void Damaged_records_are_read_or_refused() => Gen.Select(
        Gen.OneOf(
            Generate.ShardEvent.Select(value => (object)value),
            Generate.PoolEvent.Select(value => (object)value),
            Generate.ShardSnapshot.Select(value => (object)value),
            Generate.PoolSnapshot.Select(value => (object)value)),
        Gen.Int[0, int.MaxValue],
        Gen.Byte,
        Gen.Bool).Sample((value, position, damage, isCut) =>
    {
        var bytes = serializer.ToBinary(value);
        if (bytes.Length == 0)
        {
            return;
        }

        var at = position % bytes.Length;
        bytes[at] ^= damage;
        ReadOrRefuse(isCut ? bytes[..at] : bytes, serializer.Manifest(value));
    });

    private void ReadOrRefuse(byte[] bytes, string manifest)
    {
        try
        {
            Assert.NotNull(serializer.FromBinary(bytes, manifest));
        }
        catch (SerializationException refused)
        {
            Assert.NotEmpty(refused.Message);
        }
    }

    private void AssertReadBack<T>(T value)
        where T : notnull
    {
        var read = serializer.FromBinary(serializer.ToBinary(value), serializer.Manifest(value));

        Assert.Equal(Described.Of(value), Described.Of(read));
    }
}
