using ActorNet.Testing;

namespace Akka.Persistence.Etcd.Tests.Snapshot;

public sealed class SnapshotSizeTests : IAsyncLifetime
{
    private const int ChunkBytes = 512 * 1024;

    private EtcdCluster cluster = null!;
    private SnapshotHost host = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await EtcdCluster.StartAsync();
        host = SnapshotHost.Start(cluster);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(ChunkBytes - 1, 0)]
    [InlineData(ChunkBytes, 0)]
    [InlineData(ChunkBytes + 1, 2)]
    [InlineData((2 * ChunkBytes) - 1, 2)]
    [InlineData(2 * ChunkBytes, 2)]
    [InlineData((2 * ChunkBytes) + 1, 3)]
    [InlineData(20 * 1024 * 1024, 40)]
    public async Task A_snapshot_of_any_size_comes_back_as_it_was(int bytes, int chunks)
    {
        var content = Content(bytes);

        await host.SaveAsync("p", 7, content);

        Assert.Equal(content, (await host.LoadAsync("p"))!.Snapshot);
        Assert.Equal(chunks, (await SnapshotDatabase.ChunksAsync(cluster)).Count);
    }

    [Fact]
    public async Task Chunks_go_with_their_snapshot()
    {
        await host.SaveAsync("p", 1, Content(3 * ChunkBytes));
        await host.SaveAsync("p", 2, Content(2 * ChunkBytes));
        await host.SaveAsync("p", 3, Content(4 * ChunkBytes), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(9, (await SnapshotDatabase.ChunksAsync(cluster)).Count);

        await host.DeleteAsync("p", 2);
        Assert.Equal(7, (await SnapshotDatabase.ChunksAsync(cluster)).Count);

        await host.DeleteAsync("p", new SnapshotSelectionCriteria(long.MaxValue, new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc)));
        Assert.Equal(3, (await SnapshotDatabase.ChunksAsync(cluster)).Count);

        await host.DeleteAsync("p", SnapshotSelectionCriteria.Latest);
        Assert.Empty(await SnapshotDatabase.KeysAsync(cluster, "akka/"));
    }

    [Fact]
    public async Task Overwriting_leaves_no_chunks_of_what_was_there()
    {
        await host.SaveAsync("p", 1, Content(5 * ChunkBytes));

        var second = Content(2 * ChunkBytes);
        await host.SaveAsync("p", 1, second);
        Assert.Equal(2, (await SnapshotDatabase.ChunksAsync(cluster)).Count);
        Assert.Equal(second, (await host.LoadAsync("p"))!.Snapshot);

        await host.SaveAsync("p", 1, "small");
        Assert.Empty(await SnapshotDatabase.ChunksAsync(cluster));
        Assert.Equal("small", (await host.LoadAsync("p"))!.Snapshot);
    }

    [Fact]
    public async Task What_a_crashed_upload_has_left_is_swept_by_the_next_large_save_and_by_deletion()
    {
        await host.SaveAsync("p", 1, Content(2 * ChunkBytes));
        await LeaveOrphanAsync("0000000000000001");
        await LeaveOrphanAsync("0000000000000009");

        await host.SaveAsync("p", 2, Content(2 * ChunkBytes));
        Assert.Equal(4, (await SnapshotDatabase.ChunksAsync(cluster)).Count);
        Assert.NotNull((await host.LoadAsync("p", new SnapshotSelectionCriteria(1)))!.Snapshot);

        await LeaveOrphanAsync("0000000000000005");
        await host.DeleteAsync("p", new SnapshotSelectionCriteria(long.MaxValue, DateTime.UnixEpoch));
        Assert.Equal(4, (await SnapshotDatabase.ChunksAsync(cluster)).Count);

        await LeaveOrphanAsync("0000000000000001");
        await host.DeleteAsync("p", new SnapshotSelectionCriteria(1));
        Assert.Equal(2, (await SnapshotDatabase.ChunksAsync(cluster)).Count);
    }

    private static byte[] Content(int bytes)
    {
        var content = new byte[bytes];
        Random.Shared.NextBytes(content);
        return content;
    }

    private Task<string> LeaveOrphanAsync(string sequenceNr) =>
        cluster.ControlAsync("put", $"akka/c/p/{sequenceNr}/{Guid.NewGuid():N}/00000000", "left behind");
}
