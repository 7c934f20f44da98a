using ActorNet.Testing;
using Akka.Persistence.Etcd.Snapshot;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Tests.Snapshot;

/// <summary>Sequence number 1 has a good snapshot, 2 has one that is made bad.</summary>
public sealed class SnapshotDamageTests : IAsyncLifetime
{
    private const string Manifest = "akka/s/p/0000000000000002";

    private EtcdCluster cluster = null!;
    private SnapshotHost host = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await EtcdCluster.StartAsync();
        host = SnapshotHost.Start(cluster, "akka.persistence.snapshot-store.etcd.chunk-bytes = 1 KiB");
        await host.SaveAsync("p", 1, "good");
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_snapshot_that_lacks_a_chunk_is_skipped_for_the_one_before_it(int missing)
    {
        await host.SaveAsync("p", 2, new byte[5000]);
        await cluster.ControlAsync("del", (await SnapshotDatabase.ChunksAsync(cluster))[missing]);

        await ExpectTheOneBeforeAsync("4 of its 5 chunks");
    }

    [Fact]
    public async Task A_snapshot_with_a_chunk_at_the_wrong_place_is_skipped()
    {
        await host.SaveAsync("p", 2, new byte[5000]);
        var chunks = await SnapshotDatabase.ChunksAsync(cluster);
        await cluster.ControlAsync("del", chunks[2]);
        await cluster.ControlAsync("put", chunks[4][..^1] + "9", "x");

        await ExpectTheOneBeforeAsync("chunk 2 is missing");
    }

    [Fact]
    public async Task A_snapshot_with_a_changed_chunk_is_skipped()
    {
        await host.SaveAsync("p", 2, new byte[5000]);
        await SnapshotDatabase.DamageAsync(host.Etcd, (await SnapshotDatabase.ChunksAsync(cluster))[3], 17);

        await ExpectTheOneBeforeAsync("hash");
    }

    [Theory]
    [InlineData("longer", "more than the 5000 bytes")]
    [InlineData("", "bytes where its manifest says 5000")]
    public async Task A_snapshot_with_a_chunk_of_another_length_is_skipped(string value, string reason)
    {
        await host.SaveAsync("p", 2, new byte[5000]);
        var text = value.Length > 0 ? new string('x', 2000) : "y";
        await cluster.ControlAsync("put", (await SnapshotDatabase.ChunksAsync(cluster))[4], text);

        await ExpectTheOneBeforeAsync(reason);
    }

    [Fact]
    public async Task An_inline_snapshot_that_is_changed_is_skipped()
    {
        await host.SaveAsync("p", 2, new byte[500]);
        await SnapshotDatabase.DamageAsync(host.Etcd, Manifest, ^100);

        await ExpectTheOneBeforeAsync("hash");
    }

    [Theory]
    [InlineData("this is no manifest", "manifest is damaged")]
    [InlineData("", "manifest is damaged")]
    public async Task A_snapshot_whose_manifest_is_overwritten_is_skipped(string value, string reason)
    {
        await host.SaveAsync("p", 2, new byte[5000]);
        await SnapshotDatabase.PutAsync(host.Etcd, Manifest, System.Text.Encoding.UTF8.GetBytes(value));

        await ExpectTheOneBeforeAsync(reason);
    }

    [Theory]
    [InlineData(long.MaxValue, "bytes are not in 5 chunks")]
    [InlineData(-1, "bytes are not in 5 chunks")]
    [InlineData(4999, "more than the 4999 bytes")]
    [InlineData(5001, "5000 bytes where its manifest says 5001")]
    public async Task A_manifest_with_another_length_takes_no_memory_and_is_skipped(long length, string reason)
    {
        await host.SaveAsync("p", 2, new byte[5000]);
        await ChangeManifestAsync(manifest => manifest.Length = length);

        await ExpectTheOneBeforeAsync(reason);
    }

    [Fact]
    public async Task A_manifest_of_another_time_or_type_is_skipped()
    {
        await host.SaveAsync("p", 2, "text");
        await ChangeManifestAsync(manifest => manifest.TimestampTicks++);
        await ExpectTheOneBeforeAsync("hash");

        await ChangeManifestAsync(manifest => manifest.TimestampTicks = -1);
        Assert.Equal("good", (await host.LoadAsync("p"))!.Snapshot);
    }

    [Fact]
    public async Task A_snapshot_that_nobody_can_deserialise_is_skipped()
    {
        await host.SaveAsync("p", 2, new NamedState("undeserialisable"));

        await ExpectTheOneBeforeAsync("cannot be deserialised");
    }

    [Fact]
    public async Task Foreign_keys_beside_snapshots_are_ignored()
    {
        await cluster.ControlAsync("put", "akka/s/p/0000000000000003x", "what is this");

        Assert.Equal("good", (await host.LoadAsync("p"))!.Snapshot);
        Assert.Empty(host.Log.Warnings);
    }

    [Fact]
    public async Task When_no_snapshot_can_be_used_loading_fails()
    {
        await host.DeleteAsync("p", 1);
        await host.SaveAsync("p", 2, new byte[5000]);
        await cluster.ControlAsync("del", (await SnapshotDatabase.ChunksAsync(cluster))[0]);

        var failure = await Assert.ThrowsAsync<UnreadableSnapshotException>(() => host.LoadAsync("p"));

        Assert.Contains("4 of its 5 chunks", failure.Message, StringComparison.Ordinal);
    }

    private async Task ExpectTheOneBeforeAsync(string reason)
    {
        var found = await host.LoadAsync("p");

        Assert.Equal("good", found!.Snapshot);
        Assert.Equal(1, found.Metadata.SequenceNr);
        await Eventually.HoldsAsync("there is a warning", () => Task.FromResult(host.Log.Warnings.Count > 0));
        var warning = Assert.Single(host.Log.Warnings);
        Assert.Contains("snapshot of p at sequence number 2", warning, StringComparison.Ordinal);
        Assert.Contains(reason, warning, StringComparison.Ordinal);
    }

    private async Task ChangeManifestAsync(Action<SnapshotManifest> change)
    {
        var key = ByteString.CopyFromUtf8(Manifest);
        var found = await host.Etcd.ReadAsync(new RangeRequest { Key = key }, TestContext.Current.CancellationToken);
        var manifest = SnapshotManifest.Parser.ParseFrom(found.Kvs[0].Value);
        change(manifest);
        await SnapshotDatabase.PutAsync(host.Etcd, Manifest, manifest.ToByteArray());
    }
}
