using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence.Journal;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Serialization;

/// <summary>Between Akka's events and the bytes under a key. Payloads go through the serializers that the actor system has for them.</summary>
/// <param name="system">The actor system.</param>
/// <param name="time">The clock for events that carry no time.</param>
internal sealed class EventCodec(ExtendedActorSystem system, TimeProvider time)
{
    /// <summary>An atomic write as a record.</summary>
    /// <exception cref="Exception">A payload cannot be serialized; whatever its serializer throws.</exception>
    public AtomicWriteRecord Encode(AtomicWrite write)
    {
        var events = (IImmutableList<IPersistentRepresentation>)write.Payload;
        var record = new AtomicWriteRecord
        {
            WriteId = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
            Writer = events[0].WriterGuid ?? string.Empty,
        };
        record.Events.AddRange(events.Select(Encode));
        return record;
    }

    /// <summary>The events of a record.</summary>
    /// <exception cref="Exception">A payload cannot be read; whatever its serializer throws.</exception>
    public IEnumerable<(Persistent Event, EventRecord Record)> Decode(string persistenceId, AtomicWriteRecord record) => record.Events.Select(@event => (
        new Persistent(
            DecodePayload(@event),
            @event.SequenceNr,
            persistenceId,
            @event.Manifest,
            isDeleted: false,
            ActorRefs.NoSender,
            record.Writer,
            @event.Timestamp),
        @event));

    /// <summary>The payload of an event.</summary>
    /// <exception cref="Exception">It cannot be read; whatever its serializer throws.</exception>
    public object DecodePayload(EventRecord @event) =>
        system.Serialization.Deserialize(@event.Payload.ToByteArray(), @event.SerializerId, @event.SerializerManifest);

    private EventRecord Encode(IPersistentRepresentation representation)
    {
        var (payload, tags) = representation.Payload is Tagged tagged ? (tagged.Payload, tagged.Tags) : (representation.Payload, []);
        var serializer = system.Serialization.FindSerializerFor(payload);
        var bytes = Akka.Serialization.Serialization.WithTransport(system, (serializer, payload), static state => state.serializer.ToBinary(state.payload));
        return new EventRecord
        {
            SequenceNr = representation.SequenceNr,
            SerializerId = serializer.Identifier,
            SerializerManifest = Akka.Serialization.Serialization.ManifestFor(serializer, payload),
            Payload = UnsafeByteOperations.UnsafeWrap(bytes),
            Manifest = representation.Manifest ?? string.Empty,
            Timestamp = representation.Timestamp > 0 ? representation.Timestamp : time.GetUtcNow().Ticks,
            Tags = { tags },
        };
    }
}
