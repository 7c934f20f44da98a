using Akka.Etcd.Connection;
using Akka.Persistence.Etcd.Keys;
using Etcdserverpb;

namespace Akka.Persistence.Etcd.Query;

/// <summary>Finds the ends of many journals at once: one range of each in a transaction, which etcd answers linearizably and without writing.</summary>
internal sealed class JournalEndsReader(EtcdConnection etcd, JournalKeys keys, int maxOperations)
{
    public async Task<JournalEnds> ReadAsync(IReadOnlyDictionary<string, long> known, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(known.Chunk(maxOperations).Select(some => ReadAsync(some, cancellation))).ConfigureAwait(false);
        var revision = answers.Select(answer => answer.Revision).DefaultIfEmpty(0).Min();
        return new JournalEnds(
            EtcdOffset.AfterRevision(revision),
            answers.SelectMany(answer => answer.Ends).ToDictionary(end => end.Key, end => end.Value, StringComparer.Ordinal));
    }

    private async Task<(long Revision, IEnumerable<KeyValuePair<string, long>> Ends)> ReadAsync(
        KeyValuePair<string, long>[] known,
        CancellationToken cancellation)
    {
        var question = new TxnRequest { Success = { known.Select(journal => LastKeyBehind(journal.Key, journal.Value)) } };
        var answer = await etcd.TransactUntilKnownAsync(question, cancellation).ConfigureAwait(false);
        return (answer.Header.Revision, known.Zip(answer.Responses, (journal, response) => KeyValuePair.Create(
            journal.Key,
            response.ResponseRange.Kvs is [var last] ? keys.ParseEvent(last.Key).SequenceNr : journal.Value)));
    }

    /// <summary>etcd 3.4 reads all values of a range that it sorts: so only what is behind the known end, most times nothing.</summary>
    private RequestOp LastKeyBehind(string persistenceId, long sequenceNr)
    {
        var range = keys.EventsFrom(persistenceId, sequenceNr + 1);
        return new RequestOp
        {
            RequestRange = new RangeRequest
            {
                Key = range.Start,
                RangeEnd = range.End,
                Limit = 1,
                KeysOnly = true,
                SortTarget = RangeRequest.Types.SortTarget.Key,
                SortOrder = RangeRequest.Types.SortOrder.Descend,
            },
        };
    }
}
