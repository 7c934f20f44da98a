using System.Runtime.CompilerServices;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Keys;
using Akka.Etcd.Watching;
using Akka.Persistence.Etcd.Keys;
using Akka.Persistence.Etcd.Serialization;

namespace Akka.Persistence.Etcd.Query;

/// <summary>Follows what is written.</summary>
internal sealed class EventWatch(EtcdConnection etcd, JournalKeys keys)
{
    /// <summary>All writes from a revision on, in order, until it is cancelled. Reads on when it is asked for more, not before.</summary>
    /// <exception cref="EventsCompactedException">Some that have not been given are gone.</exception>
    public async IAsyncEnumerable<StoredWrite> FollowAsync(
        EtcdKeyRange range,
        long fromRevision,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var changes = etcd.WatchAsync(range, fromRevision, cancellation).GetAsyncEnumerator(cancellation);
        await using (changes.ConfigureAwait(false))
        {
            while (await MoveNextAsync(changes).ConfigureAwait(false))
            {
                foreach (var write in WritesOf(changes.Current))
                {
                    yield return write;
                }
            }
        }
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<EtcdChanges> changes)
    {
        try
        {
            return await changes.MoveNextAsync().ConfigureAwait(false);
        }
        catch (EtcdCompactedException compacted)
        {
            throw new EventsCompactedException(compacted.OldestRevision, compacted);
        }
    }

    private IEnumerable<StoredWrite> WritesOf(EtcdChanges changes) => changes.Events
        .Where(change => change.Type == Mvccpb.Event.Types.EventType.Put)
        .Select(change => new StoredWrite(
            change.Kv.ModRevision, keys.ParseEvent(change.Kv.Key).PersistenceId, AtomicWriteRecord.Parser.ParseFrom(change.Kv.Value)))
        .OrderBy(write => write.Revision)
        .ThenBy(write => write.Record.Position);
}
