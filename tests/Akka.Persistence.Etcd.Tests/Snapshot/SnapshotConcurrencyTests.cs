using ActorNet.Testing;

namespace Akka.Persistence.Etcd.Tests.Snapshot;

public sealed class SnapshotConcurrencyTests : IAsyncLifetime
{
    private const string SmallChunks = "akka.persistence.snapshot-store.etcd.chunk-bytes = 8 KiB";
    private const int Bytes = 400_000;

    private EtcdCluster cluster = null!;
    private SnapshotHost host = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await EtcdCluster.StartAsync();
        host = SnapshotHost.Start(cluster, SmallChunks);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task Of_saves_of_one_sequence_number_at_once_one_is_there_whole()
    {
        await using var other = SnapshotHost.Start(cluster, SmallChunks);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => (n % 2 == 0 ? host : other).SaveAsync("p", 5, Content(n))));

        var content = (byte[])(await host.LoadAsync("p"))!.Snapshot;
        Assert.Equal(Content(content[0]), content);
        Assert.Equal((Bytes + 8191) / 8192, (await SnapshotDatabase.ChunksAsync(cluster)).Count);
    }

    [Fact]
    public async Task Large_and_small_saves_of_one_sequence_number_do_not_mix()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(n => host.SaveAsync("p", 5, n % 2 == 0 ? Content(n) : "small")));

        var found = (await host.LoadAsync("p"))!.Snapshot;
        if (found is byte[] content)
        {
            Assert.Equal(Content(content[0]), content);
        }
        else
        {
            Assert.Equal("small", found);
            await host.SaveAsync("p", 6, Content(0));
            await host.DeleteAsync("p", 6);
            Assert.Empty(await SnapshotDatabase.ChunksAsync(cluster));
        }
    }

    [Fact]
    public async Task Saves_of_several_sequence_numbers_at_once_do_not_disturb_each_other()
    {
        await using var other = SnapshotHost.Start(cluster, SmallChunks);

        await Task.WhenAll(Enumerable.Range(1, 8).Select(n => (n % 2 == 0 ? host : other).SaveAsync("p", n, Content(n))));

        for (var n = 1; n <= 8; n++)
        {
            Assert.Equal(Content(n), (await host.LoadAsync("p", new SnapshotSelectionCriteria(n)))!.Snapshot);
        }
    }

    [Fact]
    public async Task A_load_sees_a_whole_snapshot_while_it_is_overwritten_and_deleted()
    {
        await host.SaveAsync("p", 1, Content(0));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var changing = ChangeAllTheTimeAsync(over.Token);

        for (var round = 0; round < 40; round++)
        {
            var found = await host.LoadAsync("p");
            Assert.NotNull(found);
            var content = (byte[])found.Snapshot;
            Assert.Equal(Content(content[0]), content);
        }

        await over.CancelAsync();
        await changing;
        Assert.Empty(host.Log.Warnings);
    }

    private async Task ChangeAllTheTimeAsync(CancellationToken over)
    {
        for (var n = 1; !over.IsCancellationRequested; n = (n + 1) % 200)
        {
            await host.SaveAsync("p", 2, Content(n));
            await host.SaveAsync("p", 1, Content(n));
            await host.DeleteAsync("p", 2);
        }
    }

    private static byte[] Content(int n) => [.. Enumerable.Repeat((byte)n, Bytes)];
}
