using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Chaos.Pausing;
using Google.Protobuf;

namespace ActorNet.Chaos.Tests.Pausing;

/// <summary>The bytes of a journal's record, as they lie in a transaction.</summary>
public sealed class ActivationFinderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_activation_is_found_between_other_events()
    {
        var activation = new ShardActivated(Now, Secret128.Draw(), Spec());

        Assert.True(ActivationFinder.IsIn(Record(Released(), activation, Released())));
    }

    [Fact]
    public void Other_events_are_none() => Assert.False(ActivationFinder.IsIn(Record(Released(), Released())));

    private static LeaseReleased Released() => new(Now, new NodeId("node-1"), new Epoch(7), ByHolder: true, "done", "request");

    private static PoolSpec Spec() => new PoolSettings { Name = PoolName.Default, Cidrs = [Addressing.Prefix.Parse("10.0.0.0/16")] }.Resolve().Spec!;

    /// <summary>As in records.proto: serializer_manifest is field 3, payload field 4.</summary>
    private static byte[] Record(params IEnumerable<ShardEvent> events)
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes);
        foreach (var change in events)
        {
            output.WriteTag(3, WireFormat.WireType.LengthDelimited);
            output.WriteString("shard-event/1");
            output.WriteTag(4, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ShardEventMapping.ToWire(change).ToByteString());
        }

        output.Flush();
        return bytes.ToArray();
    }
}
