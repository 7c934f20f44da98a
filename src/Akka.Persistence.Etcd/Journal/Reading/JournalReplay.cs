using System.Runtime.CompilerServices;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Persistence.Etcd.Keys;
using Akka.Persistence.Etcd.Serialization;
using Etcdserverpb;

namespace Akka.Persistence.Etcd.Journal.Reading;

/// <summary>
/// Reads the atomic writes of one persistence id in order, a page at a time, the next one while this one is worked on. A page is a stretch of
/// sequence numbers, because etcd 3.4 walks all keys of a range however few of them it is asked for.
/// </summary>
/// <param name="connection">Where.</param>
/// <param name="keys">Under which keys.</param>
/// <param name="persistenceId">Whose.</param>
/// <param name="pageBytes">How much is read at once, more or less.</param>
/// <param name="atRevision">As it was at a revision; 0: as it is.</param>
internal sealed class JournalReplay(EtcdConnection connection, JournalKeys keys, string persistenceId, int pageBytes, long atRevision = 0)
{
    // Nothing tells how large the writes of the next page are. After small ones this many of the largest can still be read in one call.
    private const long LongestStretch = 256;
    private const long FirstStretch = 16;
    private const int FastestGrowth = 4;

    private long stretch = FirstStretch;
    private long revision = atRevision;

    /// <summary>The writes that end within two sequence numbers, both inclusive.</summary>
    public async IAsyncEnumerable<StoredWrite> ReadAsync(long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (position, page) = (from, ReadPageAsync(from, to, abandoned.Token));
        try
        {
            while (position <= to)
            {
                var (writes, next) = await page.ConfigureAwait(false);
                position = next;
                page = position <= to ? ReadPageAsync(position, to, abandoned.Token) : page;
                foreach (var write in writes)
                {
                    yield return write;
                }
            }
        }
        finally
        {
            // Whoever has enough leaves a page behind.
            await abandoned.CancelAsync().ConfigureAwait(false);
            await ((Task)page).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(IReadOnlyList<StoredWrite> Writes, long Next)> ReadPageAsync(long from, long to, CancellationToken cancellation)
    {
        var (answer, end) = await ReadStretchAsync(from, to, cancellation).ConfigureAwait(false);
        var writes = answer.Kvs.Select(entry => new StoredWrite(entry.ModRevision, persistenceId, AtomicWriteRecord.Parser.ParseFrom(entry.Value))).ToList();
        var bytes = answer.Kvs.Sum(entry => (long)entry.Key.Length + entry.Value.Length);
        var fitting = bytes == 0 ? long.MaxValue : stretch * pageBytes / bytes;
        stretch = Math.Clamp(fitting, 1, Math.Min(stretch * FastestGrowth, LongestStretch));
        return (writes, end);
    }

    private async Task<(RangeResponse Answer, long End)> ReadStretchAsync(long from, long to, CancellationToken cancellation)
    {
        while (true)
        {
            var end = Math.Min(to, from + stretch - 1) + 1;
            var range = keys.EventsWithin(persistenceId, from, end);
            try
            {
                return (await ReadAtOneRevisionAsync(new RangeRequest { Key = range.Start, RangeEnd = range.End }, cancellation).ConfigureAwait(false), end);
            }
            catch (EtcdUnavailableException) when (stretch > 1)
            {
                // It may be too much for the time that a call has: see whether one at a time can be read.
                stretch = 1;
            }
        }
    }

    /// <summary>
    /// All pages come from the revision of the first one. Should that be compacted meanwhile, the rest comes from the present one: what is in a
    /// journal never changes, so it is the same.
    /// </summary>
    private async Task<RangeResponse> ReadAtOneRevisionAsync(RangeRequest request, CancellationToken cancellation)
    {
        try
        {
            request.Revision = revision;
            var answer = await connection.ReadAsync(request, cancellation).ConfigureAwait(false);
            revision = revision == 0 ? answer.Header.Revision : revision;
            return answer;
        }
        catch (EtcdCompactedException) when (revision > 0)
        {
            revision = 0;
            return await ReadAtOneRevisionAsync(request, cancellation).ConfigureAwait(false);
        }
    }
}
