using ActorNet.Testing;

namespace Akka.Persistence.Etcd.Tests.Query;

/// <summary>A test with an etcd of its own, so that revisions, compaction and watchers are its own, and a host on it.</summary>
public abstract class QueryTest : IAsyncLifetime
{
    private protected EtcdCluster cluster = null!;
    private protected QueryHost host = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await EtcdCluster.StartAsync();
        host = QueryHost.Start(cluster);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await host.DisposeAsync();
        await cluster.DisposeAsync();
    }
}
