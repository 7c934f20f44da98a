using System.Runtime.CompilerServices;
using Akka.Etcd.Connection;
using Akka.Persistence.Etcd.Journal.Reading;
using Akka.Persistence.Etcd.Keys;
using Akka.Persistence.Etcd.Serialization;
using Akka.Persistence.Query;
using Etcdserverpb;

namespace Akka.Persistence.Etcd.Query;

/// <summary>The events of one persistence id, in the order of their sequence numbers.</summary>
internal sealed class EventsOfOne(EtcdConnection etcd, JournalKeys keys, EtcdReadJournalSettings settings, EventReader reader)
{
    private readonly JournalReader journal = new(etcd, keys);
    private readonly EventWatch watch = new(etcd, keys);

    /// <summary>The events within two sequence numbers, both inclusive, that are not deleted.</summary>
    /// <param name="persistenceId">Whose.</param>
    /// <param name="from">The first one.</param>
    /// <param name="to">The last one.</param>
    /// <param name="isLive">Whether to wait for those that are not there yet.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<EventEnvelope> ReadAsync(
        string persistenceId,
        long from,
        long to,
        bool isLive,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var next = from; next <= to;)
        {
            var (revision, deletedTo) = await ReadDeletedToAsync(persistenceId, cancellation).ConfigureAwait(false);
            next = Math.Max(next, deletedTo + 1);
            if (next > to)
            {
                yield break;
            }

            var writes = WritesAsync(persistenceId, next, to, revision, isLive, cancellation).GetAsyncEnumerator(cancellation);
            await using (writes.ConfigureAwait(false))
            {
                while (await TryMoveNextAsync(writes).ConfigureAwait(false))
                {
                    var first = next;
                    foreach (var @event in reader.Read(writes.Current, (_, record) => record.SequenceNr >= first && record.SequenceNr <= to))
                    {
                        yield return @event;
                    }

                    next = Math.Max(next, writes.Current.Record.Events[^1].SequenceNr + 1);
                    if (next > to)
                    {
                        yield break;
                    }
                }
            }

            if (!isLive)
            {
                yield break;
            }
        }
    }

    /// <summary>False: it is over, or compacted before we came to it. The sequence numbers say where to go on.</summary>
    private static async ValueTask<bool> TryMoveNextAsync(IAsyncEnumerator<StoredWrite> writes)
    {
        try
        {
            return await writes.MoveNextAsync().ConfigureAwait(false);
        }
        catch (EventsCompactedException)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<StoredWrite> WritesAsync(
        string persistenceId,
        long from,
        long to,
        long revision,
        bool isLive,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = await journal.ReadEndOfWriteAsync(persistenceId, to, cancellation).ConfigureAwait(false);
        var replay = new JournalReplay(etcd, keys, persistenceId, settings.PageBytes, revision);
        await foreach (var write in replay.ReadAsync(from, last, cancellation).ConfigureAwait(false))
        {
            yield return write;
        }

        if (isLive)
        {
            await foreach (var write in watch.FollowAsync(keys.EventsFrom(persistenceId, from), revision + 1, cancellation).ConfigureAwait(false))
            {
                yield return write;
            }
        }
    }

    private async Task<(long Revision, long DeletedTo)> ReadDeletedToAsync(string persistenceId, CancellationToken cancellation)
    {
        var answer = await etcd.ReadAsync(new RangeRequest { Key = keys.DeletedTo(persistenceId) }, cancellation).ConfigureAwait(false);
        return (answer.Header.Revision, answer.Kvs is [var marker] ? JournalReader.ParseDeletedTo(marker.Value) : 0);
    }
}
