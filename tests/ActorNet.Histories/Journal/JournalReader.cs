using System.Globalization;
using ActorNet.Allocation.Persistence;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Keys;
using Akka.Etcd.Transactions;
using Akka.Persistence.Etcd.Serialization;
using Etcdserverpb;
using Google.Protobuf;
using Mvccpb;

namespace ActorNet.Histories.Journal;

/// <summary>
/// Reads the journals out of etcd by their documented keys and records (<c>src/Akka.Persistence.Etcd/README.md</c>), twice: what stands there now, and
/// what etcd's history shows from its oldest revision on. The two must be the same, for what was written is never changed and never deleted.
/// </summary>
public static class JournalReader
{
    /// <summary>What AllocationSerializer calls itself. Other serializers' events are not ours.</summary>
    private const int AllocationSerializer = 7410;
    private const int PageSize = 1000;
    private const int Digits = 16;

    /// <summary>Reads everything that is written by now; others may go on writing.</summary>
    /// <param name="etcd">The cluster.</param>
    /// <param name="prefix">What the coordinators' keys begin with: <c>/actornet/</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="EtcdException">etcd cannot be read.</exception>
    public static async Task<JournalContents> ReadAsync(EtcdConnection etcd, string prefix, CancellationToken cancellation)
    {
        // Tells where the history that is to be read ends; below the prefix, so that the same watch shows it.
        var mark = ByteString.CopyFromUtf8($"{prefix}history-scan");
        var marked = await etcd.TransactUntilKnownAsync(new TxnRequest { Success = { Operation.Put(mark, ByteString.Empty) } }, cancellation);
        var end = marked.Header.Revision;
        var present = await ReadPresentAsync(etcd, $"{prefix}e/", end, cancellation);
        var damage = new List<string>();
        var writes = present.Select(entry => Parse(entry, $"{prefix}e/", damage)).OfType<JournalWrite>().ToList();
        damage.AddRange(await CompareWithHistoryAsync(etcd, prefix, present, end, cancellation));
        return new JournalContents(writes, damage, JournalWrite.LastOf(end));
    }

    private static async Task<List<KeyValue>> ReadPresentAsync(EtcdConnection etcd, string events, long revision, CancellationToken cancellation)
    {
        var range = EtcdKeyRange.WithPrefix(events);
        var page = new RangeRequest { Key = range.Start, RangeEnd = range.End, Revision = revision, Limit = PageSize };
        var entries = new List<KeyValue>();
        while (true)
        {
            var answer = await etcd.ReadAsync(page, cancellation);
            entries.AddRange(answer.Kvs);
            if (!answer.More)
            {
                return entries;
            }

            page.Key = ByteString.CopyFrom([.. answer.Kvs[^1].Key.Span, 0]);
        }
    }

    private static async Task<IEnumerable<string>> CompareWithHistoryAsync(
        EtcdConnection etcd,
        string prefix,
        IEnumerable<KeyValue> present,
        long end,
        CancellationToken cancellation)
    {
        var written = present.ToDictionary(entry => entry.Key, entry => entry.ModRevision);
        for (var from = 1L; ;)
        {
            try
            {
                return await FindChangesAsync(etcd, prefix, written, from, end, cancellation);
            }
            catch (EtcdCompactedException compacted)
            {
                from = compacted.OldestRevision;
            }
        }
    }

    private static async Task<List<string>> FindChangesAsync(
        EtcdConnection etcd,
        string prefix,
        Dictionary<ByteString, long> written,
        long from,
        long end,
        CancellationToken cancellation)
    {
        var (found, events) = (new List<string>(), ByteString.CopyFromUtf8($"{prefix}e/"));
        await foreach (var changes in etcd.WatchAsync(EtcdKeyRange.WithPrefix(prefix), from, cancellation))
        {
            foreach (var change in changes.Events.Where(change => change.Kv.Key.Span.StartsWith(events.Span) && change.Kv.ModRevision <= end))
            {
                var key = change.Kv.Key.ToStringUtf8();
                if (change.Type == Event.Types.EventType.Delete)
                {
                    found.Add($"{key} is deleted at revision {change.Kv.ModRevision}: what is acknowledged is never taken out of a journal");
                }
                else if (!written.TryGetValue(change.Kv.Key, out var now))
                {
                    found.Add($"{key} was written at revision {change.Kv.ModRevision} and is not there any more");
                }
                else if (now != change.Kv.ModRevision)
                {
                    found.Add($"{key} was written at revision {change.Kv.ModRevision} and again at {now}");
                }
            }

            if (changes.Revision >= end)
            {
                break;
            }
        }

        return found;
    }

    private static JournalWrite? Parse(KeyValue entry, string events, List<string> damage)
    {
        var key = entry.Key.ToStringUtf8();
        var path = key.AsSpan(events.Length);
        var journal = Uri.UnescapeDataString(path[..^(Digits + 1)]);
        var number = long.Parse(path[^Digits..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        try
        {
            var record = AtomicWriteRecord.Parser.ParseFrom(entry.Value);
            return record.Events.Any(change => change.SerializerId != AllocationSerializer)
                ? null
                : new JournalWrite(
                    entry.ModRevision, record.Position, journal, number, record.Writer, entry.Version, [.. record.Events.Select(change => new NumberedEvent(change.SequenceNr, Decode(change)))]);
        }
        catch (Exception problem) when (problem is InvalidProtocolBufferException or ArgumentException or InvalidOperationException)
        {
            damage.Add($"{key} at revision {entry.ModRevision} cannot be read: {problem.Message}");
            return null;
        }
    }

    private static IJournaled Decode(EventRecord record) => record.SerializerManifest switch
    {
        "shard-event/1" => ShardEventMapping.FromWire(Allocation.Persistence.Wire.ShardEvent.Parser.ParseFrom(record.Payload)),
        "pool-event/1" => PoolEventMapping.FromWire(Allocation.Persistence.Wire.PoolEvent.Parser.ParseFrom(record.Payload)),
        _ => throw new ArgumentException($"'{record.SerializerManifest}' is not a manifest of an event", nameof(record)),
    };
}
