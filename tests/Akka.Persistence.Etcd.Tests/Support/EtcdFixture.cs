using ActorNet.Testing;
using Akka.Actor;

namespace Akka.Persistence.Etcd.Tests.Support;

/// <summary>One etcd and one actor system for all tests of a class, each of which uses persistence ids of its own.</summary>
public sealed class EtcdFixture : IAsyncLifetime
{
    private static int count;

    public EtcdCluster Cluster { get; private set; } = null!;

    public ActorSystem System { get; private set; } = null!;

    /// <summary>A persistence id that no other test uses.</summary>
    public static string NewId() => $"id-{Interlocked.Increment(ref count)}";

    /// <summary>The journal as a new incarnation of a persistent actor sees it.</summary>
    public JournalClient NewClient(string? persistenceId = null) => new(System, persistenceId ?? NewId());

    public async ValueTask InitializeAsync()
    {
        Cluster = await EtcdCluster.StartAsync();

        // Nothing goes wrong with this one, and a busy machine may take its time.
        System = EtcdSystem.Start(Cluster, "akka.etcd { call-timeout = 60s, read-timeout = 60s }");
    }

    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        await Cluster.DisposeAsync();
    }
}
