using System.Runtime.CompilerServices;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Persistence.Etcd.Journal.Reading;
using Akka.Persistence.Etcd.Keys;
using Akka.Persistence.Etcd.Serialization;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Query;

/// <summary>
/// Everything that is in the journal at one revision, in the order in which it was written. etcd gives ranges in the order of keys, so all keys are
/// read before the first write is given.
/// </summary>
internal sealed class EventScan
{
    private const long FirstPage = 256;
    private const long LargestPage = 1 << 15;
    private const int FastestGrowth = 8;
    private const int WritesPerFetch = 64;

    private readonly EtcdConnection etcd;
    private readonly JournalKeys keys;
    private readonly List<Entry> all;
    private readonly Dictionary<string, long> deletedTo;

    private EventScan(EtcdConnection etcd, JournalKeys keys, long revision, Dictionary<string, long> deletions, List<Entry> entries) =>
        (this.etcd, this.keys, Revision, deletedTo, all) = (etcd, keys, revision, deletions, entries);

    /// <summary>The revision.</summary>
    public long Revision { get; }

    /// <summary>Reads the keys. Starts over when the revision is compacted while it is read.</summary>
    /// <param name="etcd">Where.</param>
    /// <param name="keys">Under which keys.</param>
    /// <param name="settings">How much at once.</param>
    /// <param name="fromRevision">The first revision that is of interest.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<EventScan> BeginAsync(
        EtcdConnection etcd,
        JournalKeys keys,
        EtcdReadJournalSettings settings,
        long fromRevision,
        CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var (revision, deletions) = await ReadDeletionsAsync(etcd, keys, cancellation).ConfigureAwait(false);
                var entries = await ReadEntriesAsync(etcd, keys, settings, fromRevision, revision, cancellation).ConfigureAwait(false);
                entries.Sort();
                return new EventScan(etcd, keys, revision, deletions, entries);
            }
            catch (EtcdCompactedException)
            {
                // Nothing is given yet, so a later revision does as well.
            }
        }
    }

    /// <summary>Up to which sequence number a persistence id's events are deleted.</summary>
    public long DeletedTo(string persistenceId) => deletedTo.GetValueOrDefault(persistenceId);

    /// <summary>The writes, in order.</summary>
    public async IAsyncEnumerable<StoredWrite> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var page in all.Chunk(WritesPerFetch))
        {
            var fetched = await FetchAsync([.. page.Where(entry => entry.Value is null).Select(entry => entry.Key)], cancellation).ConfigureAwait(false);
            foreach (var entry in page)
            {
                // What is not found was deleted after the keys were read.
                if ((entry.Value ?? fetched.GetValueOrDefault(entry.Key)) is { } value)
                {
                    yield return new StoredWrite(entry.Revision, keys.ParseEvent(entry.Key).PersistenceId, AtomicWriteRecord.Parser.ParseFrom(value));
                }
            }
        }
    }

    private static async Task<(long Revision, Dictionary<string, long> Deletions)> ReadDeletionsAsync(
        EtcdConnection etcd,
        JournalKeys keys,
        CancellationToken cancellation)
    {
        var markers = new RangeRequest { Key = keys.AllDeletions.Start, RangeEnd = keys.AllDeletions.End };
        var answer = await etcd.ReadAsync(markers, cancellation).ConfigureAwait(false);
        var deletions = answer.Kvs.ToDictionary(
            entry => keys.ParseDeletion(entry.Key), entry => JournalReader.ParseDeletedTo(entry.Value), StringComparer.Ordinal);
        return (answer.Header.Revision, deletions);
    }

    private static async Task<List<Entry>> ReadEntriesAsync(
        EtcdConnection etcd,
        JournalKeys keys,
        EtcdReadJournalSettings settings,
        long fromRevision,
        long revision,
        CancellationToken cancellation)
    {
        var entries = new List<Entry>();
        var page = new RangeRequest { Key = keys.AllEvents.Start, RangeEnd = keys.AllEvents.End, Revision = revision, Limit = FirstPage };
        var room = settings.BufferBytes;
        while (true)
        {
            page.KeysOnly = room <= 0;
            var answer = await etcd.ReadAsync(page, cancellation).ConfigureAwait(false);
            var wanted = answer.Kvs.Where(entry => entry.ModRevision >= fromRevision).ToList();
            entries.AddRange(wanted.Select(entry => new Entry(entry.ModRevision, entry.Key, page.KeysOnly ? null : entry.Value)));
            if (!answer.More)
            {
                return entries;
            }

            page.Key = UnsafeByteOperations.UnsafeWrap((byte[])[.. answer.Kvs[^1].Key.Span, 0]);
            if (!page.KeysOnly)
            {
                room -= wanted.Sum(entry => (long)entry.Value.Length);
                var bytes = answer.Kvs.Sum(entry => (long)entry.Key.Length + entry.Value.Length);
                page.Limit = Math.Clamp(page.Limit * settings.PageBytes / bytes, 1, Math.Min(page.Limit * FastestGrowth, LargestPage));
            }
        }
    }

    /// <summary>
    /// The values of keys at the revision or, when that is compacted by now, the present ones: they never change, they only go.
    /// </summary>
    private async Task<Dictionary<ByteString, ByteString>> FetchAsync(ByteString[] wanted, CancellationToken cancellation)
    {
        if (wanted.Length == 0)
        {
            return [];
        }

        try
        {
            return await FetchAsync(wanted, Revision, cancellation).ConfigureAwait(false);
        }
        catch (EtcdCompactedException)
        {
            return await FetchAsync(wanted, revision: 0, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<Dictionary<ByteString, ByteString>> FetchAsync(ByteString[] wanted, long revision, CancellationToken cancellation)
    {
        var request = new TxnRequest();
        request.Success.AddRange(wanted.Select(key => new RequestOp { RequestRange = new RangeRequest { Key = key, Revision = revision } }));
        var answer = await etcd.TransactUntilKnownAsync(request, cancellation).ConfigureAwait(false);
        return answer.Responses.SelectMany(response => response.ResponseRange.Kvs).ToDictionary(entry => entry.Key, entry => entry.Value);
    }

    /// <summary>A key and, while there is room, its value.</summary>
    private readonly record struct Entry(long Revision, ByteString Key, ByteString? Value) : IComparable<Entry>
    {
        public int CompareTo(Entry other) =>
            Revision.CompareTo(other.Revision) is var order and not 0 ? order : Key.Span.SequenceCompareTo(other.Key.Span);
    }
}
