using System.Globalization;
using Akka.Etcd.Connection;
using Akka.Persistence.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Journal.Reading;

/// <summary>Finds out how far a persistence id has got.</summary>
internal sealed class JournalReader(EtcdConnection connection, JournalKeys keys)
{
    /// <summary>The highest sequence number; 0 when there is none.</summary>
    /// <param name="persistenceId">Whose.</param>
    /// <param name="from">A number that it is not expected to be below; a good guess makes this fast.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<long> ReadHighestAsync(string persistenceId, long from, CancellationToken cancellation)
    {
        var (start, countBefore) = (Math.Max(from, 0), long.MaxValue);
        while (true)
        {
            var (first, count) = await ReadFirstAsync(persistenceId, start, cancellation).ConfigureAwait(false);
            switch (count)
            {
                case 0 when start == 0:
                    return 0;
                case 0:
                    start = 0;
                    break;
                case 1:
                    return first;
                case var _ when count < countBefore / 2:
                    // Each write has at least one number, so the highest is this or more, and what is below need not be looked at again.
                    (start, countBefore) = (first + count - 1, count);
                    break;
                default:
                    return await ReadLastAsync(persistenceId, first, cancellation).ConfigureAwait(false);
            }
        }
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
