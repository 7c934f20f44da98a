using System.Globalization;
using Akka.Etcd.Connection;
using Akka.Persistence.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Journal.Reading;

/// <summary>Finds out how far a persistence id has got.</summary>
internal sealed class JournalReader(EtcdConnection connection, JournalKeys keys)
{
    /// <summary>So few keys that the last of them is found by sorting: etcd 3.4 reads all values of a range that it sorts.</summary>
    private const long Few = 8;

    /// <summary>The highest sequence number; 0 when there is none.</summary>
    /// <param name="persistenceId">Whose.</param>
    /// <param name="from">A number that it is not expected to be below; a good guess makes this fast.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<long> ReadHighestAsync(string persistenceId, long from, CancellationToken cancellation)
    {
        var (position, count) = await ReadFirstAsync(persistenceId, Math.Max(from, 0), cancellation).ConfigureAwait(false);
        if (count == 0 && from > 0)
        {
            (position, count) = await ReadFirstAsync(persistenceId, 0, cancellation).ConfigureAwait(false);
        }

        // Every write has at least one number, so that many numbers on there is one. If those so far had more, the rest probably has as many.
        var jump = count - 1;
        while (count > Few)
        {
            var (next, left) = await ReadFirstAsync(persistenceId, position + jump, cancellation).ConfigureAwait(false);
            if (left == 0)
            {
                jump = Math.Max(count - 1, jump / 2);
                continue;
            }

            var numbersPerWrite = left < count ? (double)(next - position) / (count - left) : 1;
            jump = Math.Max(left - 1, (long)((left - 1) * numbersPerWrite));
            (position, count) = (next, left);
        }

        return count == 1 ? position : await ReadLastAsync(persistenceId, position, cancellation).ConfigureAwait(false);
    }

    /// <summary>The last sequence number of the atomic write that holds one; where there is no such write, the highest of all.</summary>
    public async Task<long> ReadEndOfWriteAsync(string persistenceId, long sequenceNr, CancellationToken cancellation)
    {
        var (end, count) = await ReadFirstAsync(persistenceId, sequenceNr, cancellation).ConfigureAwait(false);
        return count > 0 ? end : await ReadHighestAsync(persistenceId, 0, cancellation).ConfigureAwait(false);
    }

    /// <summary>Up to which sequence number events are deleted; 0: none.</summary>
    public async Task<long> ReadDeletedToAsync(string persistenceId, CancellationToken cancellation)
    {
        var answer = await connection.ReadAsync(new RangeRequest { Key = keys.DeletedTo(persistenceId) }, cancellation).ConfigureAwait(false);
        return answer.Kvs is [var marker] ? ParseDeletedTo(marker.Value) : 0;
    }

    /// <summary>What a marker of deletion says.</summary>
    public static long ParseDeletedTo(ByteString marker) => long.Parse(marker.Span, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The first write that ends with a sequence number or a later one, and how many there are from there on.</summary>
    public async Task<(long SequenceNr, long Count)> ReadFirstAsync(string persistenceId, long from, CancellationToken cancellation)
    {
        var range = keys.EventsFrom(persistenceId, from);
        var request = new RangeRequest { Key = range.Start, RangeEnd = range.End, Limit = 1, KeysOnly = true };
        var answer = await connection.ReadAsync(request, cancellation).ConfigureAwait(false);
        return answer.Kvs is [var first, ..] ? (keys.ParseEvent(first.Key).SequenceNr, answer.Count) : (0, 0);
    }

    /// <summary>The last write. etcd reads the whole range for it, so it had better be short.</summary>
    private async Task<long> ReadLastAsync(string persistenceId, long from, CancellationToken cancellation)
    {
        var range = keys.EventsFrom(persistenceId, from);
        var request = new RangeRequest
        {
            Key = range.Start,
            RangeEnd = range.End,
            Limit = 1,
            KeysOnly = true,
            SortTarget = RangeRequest.Types.SortTarget.Key,
            SortOrder = RangeRequest.Types.SortOrder.Descend,
        };
        var answer = await connection.ReadAsync(request, cancellation).ConfigureAwait(false);
        return answer.Kvs is [var last] ? keys.ParseEvent(last.Key).SequenceNr : 0;
    }
}
