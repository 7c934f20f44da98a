using ActorNet.Testing;
using Akka.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Etcd.Tests.Keys;

public sealed class EtcdKeyRangeTests
{
    [Theory]
    [InlineData("61", "61", "62")]
    [InlineData("6162", "6162", "6163")]
    [InlineData("61ff", "61ff", "62")]
    [InlineData("61ffff", "61ffff", "62")]
    [InlineData("00", "00", "01")]
    [InlineData("fffe", "fffe", "ffff")]
    [InlineData("ff", "ff", "00")]
    [InlineData("ffff", "ffff", "00")]
    [InlineData("", "00", "00")]
    public void A_prefix_ends_where_the_next_one_begins(string prefix, string start, string end)
    {
        var range = EtcdKeyRange.WithPrefix(Bytes(prefix));

        Assert.Equal(Bytes(start), range.Start);
        Assert.Equal(Bytes(end), range.End);
    }

    [Fact]
    public async Task etcd_finds_with_a_range_what_begins_with_its_prefix_and_nothing_else()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        string[] keys = ["00", "61", "6161", "61fe", "61ff", "61ff00", "61ffff", "62", "fe", "ff", "ff00", "ffff", "ffffff"];
        foreach (var key in keys)
        {
            var put = new PutRequest { Key = Bytes(key) };
            await connection.TransactAsync(new TxnRequest { Success = { new RequestOp { RequestPut = put } } }, TestContext.Current.CancellationToken);
        }

        string[] prefixes = ["", "61", "61ff", "61ffff", "ff", "ffff", "00", "63"];
        foreach (var prefix in prefixes)
        {
            var range = EtcdKeyRange.WithPrefix(Bytes(prefix));
            var found = await connection.ReadAsync(new RangeRequest { Key = range.Start, RangeEnd = range.End }, TestContext.Current.CancellationToken);
            Assert.Equal(
                keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)),
                found.Kvs.Select(entry => Convert.ToHexStringLower(entry.Key.Span)));
        }
    }

    private static ByteString Bytes(string hex) => ByteString.CopyFrom(Convert.FromHexString(hex));
}
