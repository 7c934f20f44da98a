using System.Globalization;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Transactions;
using Akka.Event;
using Akka.Persistence.Etcd.Errors;
using Akka.Persistence.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Journal.Reading;

/// <summary>
/// Deletes events: a marker makes it so at once, then the keys go, a stretch at a time. The last key stays, deleted or not: it is what refuses
/// a stale writer, and it remembers the highest sequence number.
/// </summary>
internal sealed class JournalDeletion(
    EtcdConnection connection,
    JournalKeys keys,
    JournalReader reader,
    TimeSpan timeout,
    TimeProvider time,
    ILoggingAdapter log)
{
    private const long Stretch = 1024;

    /// <summary>Deletes all events of a persistence id up to a sequence number, inclusive.</summary>
    /// <exception cref="WriteOutcomeUnknownException">etcd did not answer in time.</exception>
    public async Task DeleteAsync(string persistenceId, long to, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            var highest = await reader.ReadHighestAsync(persistenceId, to == long.MaxValue ? 0 : to, either.Token).ConfigureAwait(false);
            var last = Math.Min(to, highest);
            if (last > 0)
            {
                await MarkAsync(persistenceId, last, either.Token).ConfigureAwait(false);
                await TryRemoveKeysAsync(persistenceId, Math.Min(last, highest - 1), either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new WriteOutcomeUnknownException($"the deletion was not done within {timeout.TotalSeconds} s", exception);
        }
    }

    /// <summary>The events are deleted already, for all who ask: what keeps their keys from going now delays only the space that they take.</summary>
    private async Task TryRemoveKeysAsync(string persistenceId, long to, CancellationToken cancellation)
    {
        try
        {
            await RemoveKeysAsync(persistenceId, to, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EtcdException or OperationCanceledException)
        {
            log.Warning("the events of '{0}' up to {1} are deleted; some of their keys go with the next deletion ({2})", persistenceId, to, exception.Message);
        }
    }

    /// <summary>Sets the marker, unless it is there or beyond.</summary>
    private async Task MarkAsync(string persistenceId, long deletedTo, CancellationToken cancellation)
    {
        var key = keys.DeletedTo(persistenceId);
        var value = ByteString.CopyFromUtf8(deletedTo.ToString(CultureInfo.InvariantCulture));
        while (true)
        {
            var present = (await connection.ReadAsync(new RangeRequest { Key = key }, cancellation).ConfigureAwait(false)).Kvs.FirstOrDefault();
            if (present is not null && JournalReader.ParseDeletedTo(present.Value) >= deletedTo)
            {
                return;
            }

            var mark = new TxnRequest { Compare = { Guard.IsUnchangedSince(key, present?.ModRevision ?? 0) }, Success = { Operation.Put(key, value) } };
            await connection.TransactUntilKnownAsync(mark, cancellation).ConfigureAwait(false);
        }
    }

    private async Task RemoveKeysAsync(string persistenceId, long to, CancellationToken cancellation)
    {
        var (first, _) = await reader.ReadFirstAsync(persistenceId, 0, cancellation).ConfigureAwait(false);
        for (var from = first; from <= to; from += Stretch)
        {
            var range = keys.EventsWithin(persistenceId, from, Math.Min(to, from + Stretch - 1) + 1);
            await connection.TransactUntilKnownAsync(new TxnRequest { Success = { Operation.Delete(range) } }, cancellation).ConfigureAwait(false);
        }
    }
}
