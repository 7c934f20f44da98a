using ActorNet.Testing;
using Akka.Etcd.Errors;
using Akka.Persistence.Etcd.Tests.Support;

namespace Akka.Persistence.Etcd.Tests.Snapshot;

public sealed class SnapshotFaultTests
{
    private const int Bytes = 16 * 1024 * 1024;

    /// <summary>So many bytes of an upload have come when its answers begin to be held: it cannot be over before the member is killed.</summary>
    private const int Begun = 1024 * 1024;

    private const string SmallChunks = "akka.persistence.snapshot-store.etcd.chunk-bytes = 64 KiB";

    [Fact]
    public async Task An_etcd_that_is_killed_in_mid_upload_and_comes_back_costs_nothing()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var proxy = new TcpProxy(cluster.Endpoints[0]);
        await using var host = SnapshotHost.Start(cluster, Through(proxy, SmallChunks));
        await host.SaveAsync("p", 1, "before");
        var content = Content();

        proxy.HoldAnswersAfter(Begun);
        var saving = host.SaveAsync("p", 2, content);
        await SomeChunksAsync(cluster);
        await cluster.Members[0].KillAsync();
        Assert.False(saving.IsCompleted);
        proxy.Heal();
        cluster.Members[0].Start();
        await saving;

        Assert.Equal(content, (await host.LoadAsync("p"))!.Snapshot);
        Assert.Equal(256, (await SnapshotDatabase.ChunksAsync(cluster)).Count);
    }

    [Fact]
    public async Task A_save_that_etcd_does_not_confirm_in_time_fails_and_leaves_the_one_before()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var proxy = new TcpProxy(cluster.Endpoints[0]);
        await using var host = SnapshotHost.Start(cluster, Through(proxy, """
            akka.persistence.snapshot-store.etcd {
              chunk-bytes = 64 KiB
              write-timeout = 3s
            }
            """));
        await host.SaveAsync("p", 1, "before");

        proxy.HoldAnswersAfter(Begun);
        var saving = host.TrySaveAsync("p", 2, Content());
        await SomeChunksAsync(cluster);
        await cluster.Members[0].KillAsync();
        var failure = Assert.IsType<SaveSnapshotFailure>(await saving);
        proxy.Heal();
        cluster.Members[0].Start();
        await cluster.WaitUntilServingAsync();

        Assert.IsType<EtcdOutcomeUnknownException>(failure.Cause);
        Assert.Equal("before", (await host.LoadAsync("p"))!.Snapshot);
        await host.SaveAsync("p", 3, new byte[100_000]);
        Assert.Equal(2, (await SnapshotDatabase.ChunksAsync(cluster)).Count);
    }

    [Fact]
    public async Task Members_that_are_killed_or_stand_still_cost_nothing()
    {
        await using var cluster = await EtcdCluster.StartAsync(3);
        await using var host = SnapshotHost.Start(cluster, SmallChunks);
        var content = Content();
        foreach (var (member, index) in cluster.Members.Select((member, index) => (member, index)))
        {
            var saving = host.SaveAsync("p", (2 * index) + 1, content);
            await member.KillAsync();
            await saving;
            Assert.Equal(content, (await host.LoadAsync("p", new SnapshotSelectionCriteria((2 * index) + 1)))!.Snapshot);
            member.Start();
            await cluster.WaitUntilServingAsync();

            saving = host.SaveAsync("p", (2 * index) + 2, content);
            await member.PauseAsync();
            await saving;
            Assert.Equal(content, (await host.LoadAsync("p", new SnapshotSelectionCriteria((2 * index) + 2)))!.Snapshot);
            await member.ResumeAsync();
            await cluster.WaitUntilServingAsync();
            await host.DeleteAsync("p", SnapshotSelectionCriteria.Latest);
        }

        Assert.Empty(await SnapshotDatabase.KeysAsync(cluster, "akka/"));
    }

    private static string Through(TcpProxy proxy, string settings) => $"akka.etcd.endpoints = [\"{proxy.Url}\"]\n{settings}";

    private static Task SomeChunksAsync(EtcdCluster cluster) =>
        Eventually.HoldsAsync("the upload has begun", async () => (await SnapshotDatabase.ChunksAsync(cluster)).Count > 3);

    private static byte[] Content()
    {
        var content = new byte[Bytes];
        Random.Shared.NextBytes(content);
        return content;
    }
}
