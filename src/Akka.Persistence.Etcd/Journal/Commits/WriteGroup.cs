using Akka.Etcd.Keys;
using Akka.Persistence.Etcd.Keys;
using Etcdserverpb;

namespace Akka.Persistence.Etcd.Journal.Commits;

/// <summary>
/// Successive writes of one persistence id, which go into etcd together or not at all: a transaction of their own inside the batch's, so that a
/// stale writer is refused alone.
/// </summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Writes">The writes, at least one.</param>
/// <param name="Guarded">Where nobody may have written yet: from the first sequence number to the end of this persistence id.</param>
internal sealed record WriteGroup(PendingWrites Source, IReadOnlyList<JournalWrite> Writes, EtcdKeyRange Guarded)
{
    public JournalWrite First => Writes[0];

    public long Bytes => Writes.Sum(write => (long)write.Bytes);

    /// <summary>The group as an operation of the batch's transaction.</summary>
    public RequestOp ToOperation()
    {
        var transaction = new TxnRequest { Compare = { Guarded.IsEmpty() } };
        transaction.Success.AddRange(Writes.Select(write => new RequestOp { RequestPut = new PutRequest { Key = write.Key, Value = write.Value } }));
        return new RequestOp { RequestTxn = transaction };
    }
}
