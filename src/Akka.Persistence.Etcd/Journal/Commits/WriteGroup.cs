using Akka.Etcd.Keys;
using Akka.Etcd.Transactions;
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

    /// <summary>How many events it has.</summary>
    public int Events => Writes.Sum(write => write.Events);

    public long Bytes => Writes.Sum(write => (long)write.Bytes);

    /// <summary>The group as an operation of the batch's transaction.</summary>
    /// <param name="position">How many events go before it there.</param>
    public RequestOp ToOperation(int position)
    {
        var transaction = new TxnRequest { Compare = { Guard.IsEmpty(Guarded) } };
        foreach (var write in Writes)
        {
            transaction.Success.Add(Operation.Put(write.Key, write.ValueAt(position)));
            position += write.Events;
        }

        return Operation.Nested(transaction);
    }
}
