using System.Runtime.CompilerServices;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Persistence.Etcd.Keys;
using Akka.Persistence.Etcd.Serialization;
using Etcdserverpb;

namespace Akka.Persistence.Etcd.Query;

/// <summary>All persistence ids that have ever written.</summary>
internal sealed class PersistenceIds(EtcdConnection etcd, JournalKeys keys)
{
    private const long KeysPerPage = 4096;

    private readonly EventWatch watch = new(etcd, keys);

    /// <summary>Those that there are, in the order of their keys.</summary>
    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var page = new RangeRequest { Key = keys.AllEvents.Start, RangeEnd = keys.AllEvents.End, KeysOnly = true, Limit = KeysPerPage };
        while (true)
        {
            var answer = await ReadPageAsync(page, cancellation).ConfigureAwait(false);
            string? last = null;
            foreach (var id in answer.Kvs.Select(entry => keys.ParseEvent(entry.Key).PersistenceId).Where(id => id != last))
            {
                last = id;
                yield return id;
            }

            if (last is null || !answer.More)
            {
                yield break;
            }

            page.Key = keys.EventsFrom(last, 0).End;
        }
    }

    /// <summary>Those that there are and those to come, each once.</summary>
    public async IAsyncEnumerable<string> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var begin = (await etcd.ReadAsync(new RangeRequest { Key = keys.Nothing }, cancellation).ConfigureAwait(false)).Header.Revision;
            await foreach (var id in ReadAsync(cancellation).ConfigureAwait(false))
            {
                if (given.Add(id))
                {
                    yield return id;
                }
            }

            var writes = watch.FollowAsync(keys.AllEvents, begin + 1, cancellation).GetAsyncEnumerator(cancellation);
            await using (writes.ConfigureAwait(false))
            {
                while (await TryMoveNextAsync(writes).ConfigureAwait(false))
                {
                    if (given.Add(writes.Current.PersistenceId))
                    {
                        yield return writes.Current.PersistenceId;
                    }
                }
            }
        }
    }

    /// <summary>All pages come from the revision of the first one or, when that is compacted meanwhile, from the present one.</summary>
    private async Task<RangeResponse> ReadPageAsync(RangeRequest page, CancellationToken cancellation)
    {
        try
        {
            var answer = await etcd.ReadAsync(page, cancellation).ConfigureAwait(false);
            page.Revision = page.Revision == 0 ? answer.Header.Revision : page.Revision;
            return answer;
        }
        catch (EtcdCompactedException) when (page.Revision > 0)
        {
            page.Revision = 0;
            return await ReadPageAsync(page, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>False: what comes next is compacted. The keys are still there to be listed again.</summary>
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
}
