using Akka.Etcd.Transactions;
using Etcdserverpb;
using Google.Protobuf;
using static Akka.Etcd.Transactions.Guard;
using static Akka.Etcd.Transactions.Operation;

namespace Akka.Coordination.Etcd.Holding;

/// <summary>What is asked of etcd. The key of a lease exists while somebody holds it, and its value says who.</summary>
internal static class LeaseRequests
{
    public static RangeRequest Read(ByteString key) => new() { Key = key };

    /// <summary>
    /// Puts the key where there is none, or where it is this owner's already. So it can be sent again when no answer came: what the first one
    /// has done, the second one finds and confirms.
    /// </summary>
    public static TxnRequest Acquire(ByteString key, ByteString owner, long etcdLease)
    {
        var put = Put(key, owner, etcdLease);
        return new TxnRequest
        {
            Compare = { IsAbsent(key) },
            Success = { put },
            Failure = { Nested(new TxnRequest { Compare = { HasValue(key, owner) }, Success = { put } }) },
        };
    }

    public static bool IsAcquired(TxnResponse answer) => answer.Succeeded || answer.Responses[0].ResponseTxn.Succeeded;

    /// <summary>Deletes the key if it was not written since: one that comes late does not end a hold that began meanwhile.</summary>
    public static TxnRequest Delete(Mvccpb.KeyValue seen) => new()
    {
        Compare = { IsUnchangedSince(seen.Key, seen.ModRevision) },
        Success = { Operation.Delete(seen.Key) },
    };
}
