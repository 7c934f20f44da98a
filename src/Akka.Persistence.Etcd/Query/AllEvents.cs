using System.Runtime.CompilerServices;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Persistence.Etcd.Keys;
using Akka.Persistence.Etcd.Serialization;
using Akka.Persistence.Query;
using Etcdserverpb;

namespace Akka.Persistence.Etcd.Query;

/// <summary>The events of all persistence ids, in the order of their offsets, which every reader sees alike.</summary>
internal sealed class AllEvents(EtcdConnection etcd, JournalKeys keys, EtcdReadJournalSettings settings, EventReader reader)
{
    private readonly EventWatch watch = new(etcd, keys);

    /// <summary>The events behind an offset that there are now and are not deleted.</summary>
    /// <exception cref="EventsCompactedException">Some that came behind the offset may be gone.</exception>
    public async IAsyncEnumerable<EventEnvelope> ReadAsync(
        long offset,
        Func<EventRecord, bool> isWanted,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await CheckAsync(offset, cancellation).ConfigureAwait(false);
        var scan = await ScanAsync(offset, cancellation).ConfigureAwait(false);
        await foreach (var @event in ReadAsync(scan, offset, isWanted, cancellation).ConfigureAwait(false))
        {
            yield return @event;
        }
    }

    /// <summary>
    /// The events behind an offset, those there are and those to come. From the beginning: without those that are deleted by now. From anywhere
    /// else: as they were written.
    /// </summary>
    /// <exception cref="EventsCompactedException">Some that came behind the offset may be gone.</exception>
    public async IAsyncEnumerable<EventEnvelope> FollowAsync(
        long offset,
        Func<EventRecord, bool> isWanted,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await CheckAsync(offset, cancellation).ConfigureAwait(false);
        var from = EtcdOffset.FirstRevisionBehind(offset);
        if (offset == 0)
        {
            var scan = await ScanAsync(offset, cancellation).ConfigureAwait(false);
            await foreach (var @event in ReadAsync(scan, offset, isWanted, cancellation).ConfigureAwait(false))
            {
                yield return @event;
            }

            from = scan.Revision + 1;
        }

        await foreach (var write in watch.FollowAsync(keys.AllEvents, from, cancellation).ConfigureAwait(false))
        {
            foreach (var @event in reader.Read(write, (at, record) => at.Value > offset && isWanted(record)))
            {
                yield return @event;
            }
        }
    }

    private Task<EventScan> ScanAsync(long offset, CancellationToken cancellation) =>
        EventScan.BeginAsync(etcd, keys, settings, EtcdOffset.FirstRevisionBehind(offset), cancellation);

    private async IAsyncEnumerable<EventEnvelope> ReadAsync(
        EventScan scan,
        long offset,
        Func<EventRecord, bool> isWanted,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var write in scan.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var deletedTo = scan.DeletedTo(write.PersistenceId);
            foreach (var @event in reader.Read(write, (at, record) => at.Value > offset && record.SequenceNr > deletedTo && isWanted(record)))
            {
                yield return @event;
            }
        }
    }

    /// <summary>Whether etcd's history has all that came behind an offset.</summary>
    private async Task CheckAsync(long offset, CancellationToken cancellation)
    {
        if (offset == 0)
        {
            return;
        }

        var first = EtcdOffset.FirstRevisionBehind(offset);
        var present = (await etcd.ReadAsync(new RangeRequest { Key = keys.Nothing }, cancellation).ConfigureAwait(false)).Header.Revision;
        if (first > present + 1)
        {
            throw new ArgumentException(
                $"the offset is of revision {first}, and etcd has got no further than {present}: it is of another etcd, or this one is restored from a backup",
                nameof(offset));
        }

        if (first <= present && !await IsThereAsync(first, cancellation).ConfigureAwait(false))
        {
            // Only a watch says what there is.
            await foreach (var _ in watch.FollowAsync(keys.AllEvents, first, cancellation).ConfigureAwait(false))
            {
                throw new InvalidOperationException($"etcd gives events of revision {first}, which it says is compacted");
            }
        }
    }

    private async Task<bool> IsThereAsync(long revision, CancellationToken cancellation)
    {
        try
        {
            await etcd.ReadAsync(new RangeRequest { Key = keys.Nothing, Revision = revision }, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (EtcdCompactedException)
        {
            return false;
        }
    }
}
