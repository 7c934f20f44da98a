using Akka.Actor;

namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>Snapshots as bytes and back, by the serializers that the actor system binds to their types.</summary>
internal sealed class SnapshotSerialization(ExtendedActorSystem system)
{
    /// <summary>Serialises a snapshot, so that actor references in it are valid on other nodes.</summary>
    /// <returns>The content, and a manifest without a place for it yet.</returns>
    public (SnapshotManifest Manifest, byte[] Content) Serialize(SnapshotMetadata metadata, object snapshot)
    {
        var serializer = system.Serialization.FindSerializerFor(snapshot);
        var content = Akka.Serialization.Serialization.WithTransport(
            system,
            (serializer, snapshot),
            static pair => pair.serializer.ToBinary(pair.snapshot));
        var manifest = new SnapshotManifest
        {
            SequenceNr = metadata.SequenceNr,
            TimestampTicks = Ticks(metadata.Timestamp),
            SerializerId = serializer.Identifier,
            SerializerManifest = Akka.Serialization.Serialization.ManifestFor(serializer, snapshot),
            Length = content.Length,
        };
        manifest.Hash = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(SnapshotHash.Of(manifest, content));
        return (manifest, content);
    }

    /// <summary>Makes the snapshot from its content.</summary>
    /// <exception cref="UnreadableSnapshotException">No serializer here can do it.</exception>
    public object Deserialize(SnapshotManifest manifest, byte[] content)
    {
        try
        {
            return system.Serialization.Deserialize(content, manifest.SerializerId, manifest.SerializerManifest);
        }
        catch (Exception failure)
        {
            throw new UnreadableSnapshotException(
                $"serializer {manifest.SerializerId} cannot deserialise it (manifest '{manifest.SerializerManifest}'): {failure.Message}",
                failure);
        }
    }

    /// <summary>A time as the manifest has it; one of no kind is taken for UTC, as Akka makes them.</summary>
    public static long Ticks(DateTime time) => (time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time).Ticks;
}
