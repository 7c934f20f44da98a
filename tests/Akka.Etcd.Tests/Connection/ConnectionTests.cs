using ActorNet.Testing;
using Akka.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Etcd.Tests.Connection;

public sealed class ConnectionTests
{
    private static readonly ByteString Key = ByteString.CopyFromUtf8("key");

    [Fact]
    public async Task What_a_transaction_puts_is_read_and_watched()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        var put = new PutRequest { Key = Key, Value = ByteString.CopyFromUtf8("value") };

        var written = await connection.TransactAsync(new TxnRequest { Success = { new RequestOp { RequestPut = put } } }, TestContext.Current.CancellationToken);

        var read = await connection.ReadAsync(new RangeRequest { Key = Key }, TestContext.Current.CancellationToken);
        Assert.Equal("value", Assert.Single(read.Kvs).Value.ToStringUtf8());
        await foreach (var changes in connection.WatchAsync(EtcdKeyRange.WithPrefix("k"), 1, TestContext.Current.CancellationToken))
        {
            Assert.Equal(written.Header.Revision, changes.Revision);
            Assert.Equal("value", Assert.Single(changes.Events).Kv.Value.ToStringUtf8());
            break;
        }
    }
}
