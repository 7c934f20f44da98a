using Akka.Persistence.Etcd.Serialization;
using Akka.Persistence.Journal;
using Akka.Persistence.Query;

namespace Akka.Persistence.Etcd.Query;

/// <summary>Makes what a query gives from what is stored.</summary>
internal sealed class EventReader(EventCodec codec, EventAdapters adapters)
{
    /// <summary>The events of a write that are wanted, in order. An adapter may make several of one, which then share its offset, or none.</summary>
    public IEnumerable<EventEnvelope> Read(StoredWrite write, Func<Sequence, EventRecord, bool> isWanted)
    {
        var index = 0L + write.Record.Position;
        foreach (var record in write.Record.Events)
        {
            var offset = EtcdOffset.Of(write.Revision, index++);
            if (!isWanted(offset, record))
            {
                continue;
            }

            var payload = codec.DecodePayload(record);
            foreach (var @event in adapters.Get(payload.GetType()).FromJournal(payload, record.Manifest).Events)
            {
                yield return new EventEnvelope(offset, write.PersistenceId, record.SequenceNr, @event, record.Timestamp, [.. record.Tags]);
            }
        }
    }
}
