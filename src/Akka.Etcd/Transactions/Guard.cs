using Akka.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;
using static Etcdserverpb.Compare.Types;

namespace Akka.Etcd.Transactions;

/// <summary>Conditions of transactions (etcd api, <c>Compare</c>).</summary>
public static class Guard
{
    /// <summary>No key of a range exists: one compare, however large the range is.</summary>
    public static Compare IsEmpty(EtcdKeyRange range) =>
        new() { Key = range.Start, RangeEnd = range.End, Target = CompareTarget.Version, Result = CompareResult.Equal, Version = 0 };

    /// <summary>A key does not exist.</summary>
    public static Compare IsAbsent(ByteString key) => WasCreatedAt(key, 0);

    /// <summary>A key is the one that was made at a revision; 0: there is none.</summary>
    public static Compare WasCreatedAt(ByteString key, long createRevision) =>
        new() { Key = key, Target = CompareTarget.Create, Result = CompareResult.Equal, CreateRevision = createRevision };

    /// <summary>A key was last written at a revision; 0: there is none.</summary>
    public static Compare IsUnchangedSince(ByteString key, long modRevision) =>
        new() { Key = key, Target = CompareTarget.Mod, Result = CompareResult.Equal, ModRevision = modRevision };

    /// <summary>A key has a value.</summary>
    public static Compare HasValue(ByteString key, ByteString value) =>
        new() { Key = key, Target = CompareTarget.Value, Result = CompareResult.Equal, Value = value };
}
