using System.Runtime.Serialization;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Google.Protobuf;

namespace ActorNet.Allocation.Persistence;

/// <summary>
/// Writes events and snapshots as the protobuf messages of <c>journal.proto</c>, each under a manifest of its own. No type name of this
/// program is ever written, and none is read.
/// </summary>
public sealed class AllocationSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string ShardEventManifest = "shard-event/1";
    private const string ShardSnapshotManifest = "shard-snapshot/1";
    private const string PoolEventManifest = "pool-event/1";
    private const string PoolSnapshotManifest = "pool-snapshot/1";

    // Of an event about a lease: node id (63), instance, token, two epochs, time and the numbers of all fields.
    private const int SmallParts = 176;

    /// <summary>The HOCON that binds it to all that this library writes.</summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka.actor {
          serializers.actornet-allocation = "{{typeof(AllocationSerializer).AssemblyQualifiedName}}"
          serialization-bindings { "{{typeof(IJournaled).AssemblyQualifiedName}}" = actornet-allocation }
          serialization-identifiers { "{{typeof(AllocationSerializer).AssemblyQualifiedName}}" = 7410 }
        }
        """);

    /// <inheritdoc/>
    public override int Identifier => 7410;

    /// <summary>No fewer bytes than <see cref="ToBinary"/> makes of an event, and few more. For the frequent ones they are not counted one by one.</summary>
    internal static int RoomFor(IJournaled change) => change switch
    {
        LeaseGranted granted => SmallParts + granted.Attributes.Encoded.Length
            + ((granted.Subnets.Length + granted.Leaving.Length) * WireSizes.LargestPrefix) + (granted.RequestId.Length * WireSizes.LargestCharacter),
        LeaseUpdated updated => SmallParts + updated.Attributes.Encoded.Length,
        ShardEvent shard => ShardEventMapping.ToWire(shard).CalculateSize(),
        PoolEvent pool => PoolEventMapping.ToWire(pool).CalculateSize(),
        _ => throw new SerializationException($"{change.GetType()} is not an event"),
    };

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        ShardEvent => ShardEventManifest,
        ShardSnapshot => ShardSnapshotManifest,
        PoolEvent => PoolEventManifest,
        PoolSnapshot => PoolSnapshotManifest,
        _ => throw new SerializationException($"{o.GetType()} is not written to journals"),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => obj switch
    {
        ShardEvent change => ShardEventMapping.ToWire(change).ToByteArray(),
        ShardSnapshot snapshot => SnapshotMapping.ToWire(snapshot).ToByteArray(),
        PoolEvent change => PoolEventMapping.ToWire(change).ToByteArray(),
        PoolSnapshot snapshot => SnapshotMapping.ToWire(snapshot).ToByteArray(),
        _ => throw new SerializationException($"{obj.GetType()} is not written to journals"),
    };

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest is unknown, or the bytes are not what it promises.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return manifest switch
            {
                ShardEventManifest => ShardEventMapping.FromWire(Wire.ShardEvent.Parser.ParseFrom(bytes)),
                ShardSnapshotManifest => SnapshotMapping.FromWire(Wire.ShardSnapshot.Parser.ParseFrom(bytes)),
                PoolEventManifest => PoolEventMapping.FromWire(Wire.PoolEvent.Parser.ParseFrom(bytes)),
                PoolSnapshotManifest => SnapshotMapping.FromWire(Wire.PoolSnapshot.Parser.ParseFrom(bytes)),
                _ => throw new SerializationException($"'{manifest}' is not a manifest of this version"),
            };
        }
        catch (Exception problem) when (problem
            is InvalidProtocolBufferException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new SerializationException($"a record with manifest '{manifest}' is damaged: {problem.Message}", problem);
        }
    }
}
