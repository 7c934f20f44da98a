using ActorNet.Testing;
using Akka.Etcd.Connection;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Tests.Snapshot;

/// <summary>What snapshots look like in etcd.</summary>
internal static class SnapshotDatabase
{
    public static async Task<IReadOnlyList<string>> KeysAsync(EtcdCluster cluster, string prefix) =>
        (await cluster.ControlAsync("get", prefix, "--prefix", "--keys-only")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<IReadOnlyList<string>> ChunksAsync(EtcdCluster cluster) => KeysAsync(cluster, "akka/c/");

    /// <summary>Changes one byte of a value.</summary>
    public static async Task DamageAsync(EtcdConnection etcd, string key, Index where)
    {
        var name = ByteString.CopyFromUtf8(key);
        var found = await etcd.ReadAsync(new RangeRequest { Key = name }, TestContext.Current.CancellationToken);
        var value = Assert.Single(found.Kvs).Value.ToByteArray();
        value[where] ^= 1;
        await PutAsync(etcd, key, value);
    }

    public static Task PutAsync(EtcdConnection etcd, string key, byte[] value)
    {
        var put = new PutRequest { Key = ByteString.CopyFromUtf8(key), Value = ByteString.CopyFrom(value) };
        return etcd.TransactAsync(new TxnRequest { Success = { new RequestOp { RequestPut = put } } }, TestContext.Current.CancellationToken);
    }
}
