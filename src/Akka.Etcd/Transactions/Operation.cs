using Akka.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Etcd.Transactions;

/// <summary>Parts of transactions (etcd api, <c>RequestOp</c>).</summary>
public static class Operation
{
    /// <summary>Puts a key, under an etcd lease where one is given.</summary>
    public static RequestOp Put(ByteString key, ByteString value, long leaseId = 0) =>
        new() { RequestPut = new PutRequest { Key = key, Value = value, Lease = leaseId } };

    /// <summary>Reads a key.</summary>
    public static RequestOp Read(ByteString key) => new() { RequestRange = new RangeRequest { Key = key } };

    /// <summary>Reads a range.</summary>
    public static RequestOp Read(EtcdKeyRange range) => new() { RequestRange = new RangeRequest { Key = range.Start, RangeEnd = range.End } };

    /// <summary>Deletes a key.</summary>
    public static RequestOp Delete(ByteString key) => new() { RequestDeleteRange = new DeleteRangeRequest { Key = key } };

    /// <summary>Deletes a range.</summary>
    public static RequestOp Delete(EtcdKeyRange range) =>
        new() { RequestDeleteRange = new DeleteRangeRequest { Key = range.Start, RangeEnd = range.End } };

    /// <summary>A transaction of its own inside another one: what it compares decides for itself alone. etcd evaluates all compares first.</summary>
    public static RequestOp Nested(TxnRequest transaction) => new() { RequestTxn = transaction };
}
