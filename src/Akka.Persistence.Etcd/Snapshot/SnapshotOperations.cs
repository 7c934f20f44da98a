using Akka.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>The parts of the snapshot store's transactions.</summary>
internal static class SnapshotOperations
{
    public static RequestOp Put(ByteString key, ByteString value) => new() { RequestPut = new PutRequest { Key = key, Value = value } };

    public static RequestOp Delete(ByteString key) => new() { RequestDeleteRange = new DeleteRangeRequest { Key = key } };

    public static RequestOp Delete(EtcdKeyRange range) =>
        new() { RequestDeleteRange = new DeleteRangeRequest { Key = range.Start, RangeEnd = range.End } };

    /// <summary>Holds while a key was last written at a revision; 0: while there is none.</summary>
    public static Compare IsUnchanged(ByteString key, long modRevision) => new()
    {
        Key = key,
        Target = Compare.Types.CompareTarget.Mod,
        Result = Compare.Types.CompareResult.Equal,
        ModRevision = modRevision,
    };

    /// <summary>Holds while a key is the one that was made at a revision; 0: while there is none.</summary>
    public static Compare WasCreated(ByteString key, long createRevision) => new()
    {
        Key = key,
        Target = Compare.Types.CompareTarget.Create,
        Result = Compare.Types.CompareResult.Equal,
        CreateRevision = createRevision,
    };
}
