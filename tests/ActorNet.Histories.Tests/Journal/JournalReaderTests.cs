using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Histories.Journal;
using ActorNet.Histories.SelfTest;
using ActorNet.Testing;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Akka.Etcd.Transactions;
using Akka.Persistence.Etcd.Serialization;
using Etcdserverpb;
using Google.Protobuf;

namespace ActorNet.Histories.Tests.Journal;

/// <summary>The good journal, as the plugin would have written it, in a real etcd.</summary>
public sealed class JournalReaderTests : IAsyncLifetime
{
    /// <summary>Nothing goes wrong here; a busy machine may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string Prefix = "/actornet/";

    private EtcdCluster cluster = null!;
    private EtcdConnection etcd = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await EtcdCluster.StartAsync();
        etcd = new EtcdConnection(new EtcdConnectionSettings { Endpoints = [.. cluster.Endpoints.Select(endpoint => new Uri(endpoint))], CallTimeout = Patience, ReadTimeout = Patience });
        foreach (var write in GoodJournal.Writes)
        {
            await PutAsync(KeyOf(write), RecordOf(write));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await etcd.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task What_was_written_is_read_and_right()
    {
        var journal = await ReadAsync();

        Assert.Equal(GoodJournal.Writes.Count, journal.EventCount);
        Assert.Empty(JournalOrder.Check(journal));
        Assert.Empty(Fences.Check(journal));
        Assert.Empty(LeaseRecords.Check(journal));
        Assert.Empty(BlockMoves.Check(journal));
        Assert.Empty(Accounting.Check(journal));
        Assert.Equal(["c", "d"], journal.HeldIn(GoodJournal.Pool).Select(lease => lease.Node));
    }

    [Fact]
    public async Task Compaction_hides_nothing_that_is_there()
    {
        var revision = (await etcd.ReadAsync(new RangeRequest { Key = KeyOf(GoodJournal.Writes[0]) }, TestContext.Current.CancellationToken)).Header.Revision;
        await cluster.ControlAsync("compact", $"{revision}");

        var journal = await ReadAsync();

        Assert.Equal(GoodJournal.Writes.Count, journal.EventCount);
        Assert.Empty(JournalOrder.Check(journal));
    }

    [Fact]
    public async Task A_write_that_is_deleted_is_missed_also_the_last_one()
    {
        await cluster.ControlAsync("del", KeyOf(GoodJournal.Writes[^1]).ToStringUtf8());

        var journal = await ReadAsync();

        Assert.Contains(JournalOrder.Check(journal), violation => violation.Contains("is deleted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_write_that_is_overwritten_is_found()
    {
        await PutAsync(KeyOf(GoodJournal.Writes[5]), RecordOf(GoodJournal.Writes[5]));

        var journal = await ReadAsync();

        Assert.Contains(JournalOrder.Check(journal), violation => violation.Contains("and again at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_damage()
    {
        await PutAsync(ByteString.CopyFromUtf8($"{Prefix}e/pool-shard:default:1:7/{1:x16}"), ByteString.CopyFromUtf8("torn"));

        var journal = await ReadAsync();

        Assert.Contains("cannot be read", Assert.Single(JournalOrder.Check(journal)), StringComparison.Ordinal);
    }

    private static ByteString KeyOf(JournalWrite write) => ByteString.CopyFromUtf8($"{Prefix}e/{write.Journal}/{write.KeyNumber:x16}");

    private static ByteString RecordOf(JournalWrite write)
    {
        var record = new AtomicWriteRecord { Writer = write.Writer };
        record.Events.AddRange(write.Events.Select(entry => new EventRecord
        {
            SequenceNr = entry.Number,
            SerializerId = 7410,
            SerializerManifest = entry.Event is ShardEvent ? "shard-event/1" : "pool-event/1",
            Payload = entry.Event is ShardEvent ofShard ? ShardEventMapping.ToWire(ofShard).ToByteString() : PoolEventMapping.ToWire((PoolEvent)entry.Event).ToByteString(),
        }));
        return record.ToByteString();
    }

    private Task<JournalContents> ReadAsync() => JournalReader.ReadAsync(etcd, Prefix, TestContext.Current.CancellationToken);

    private Task<TxnResponse> PutAsync(ByteString key, ByteString value) =>
        etcd.TransactAsync(new TxnRequest { Success = { Operation.Put(key, value) } }, TestContext.Current.CancellationToken);
}
