using ActorNet.Testing;
using Akka.Actor;
using Akka.Configuration;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;

namespace Akka.Persistence.Etcd.Tests.Snapshot;

/// <summary>An actor system with a snapshot store on an etcd.</summary>
internal sealed class SnapshotHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private SnapshotHost(ActorSystem system, EtcdConnection etcd)
    {
        (System, Etcd) = (system, etcd);
        Log = new LogCollector(system);
        Store = Persistence.Instance.Apply(system).SnapshotStoreFor("akka.persistence.snapshot-store.etcd");
    }

    public ActorSystem System { get; }

    public IActorRef Store { get; }

    /// <summary>A connection of the test's own, to look at keys and to damage them.</summary>
    public EtcdConnection Etcd { get; }

    public LogCollector Log { get; }

    public static SnapshotHost Start(EtcdCluster cluster, string settings = "")
    {
        var endpoints = string.Join(", ", cluster.Endpoints.Select(url => $"\"{url}\""));
        var config = ConfigurationFactory.ParseString(
            $$"""
            akka.loglevel = WARNING
            akka.stdout-loglevel = OFF
            akka.loggers = []
            akka.etcd.endpoints = [{{endpoints}}]
            akka.persistence.snapshot-store.etcd {
              class = "Akka.Persistence.Etcd.Snapshot.EtcdSnapshotStore, Akka.Persistence.Etcd"
              write-timeout = 60s
              circuit-breaker.call-timeout = 80s
            }
            akka.actor.serializers.named = "{{typeof(NamedStateSerializer).AssemblyQualifiedName}}"
            akka.actor.serialization-bindings."{{typeof(NamedState).AssemblyQualifiedName}}" = named
            {{settings}}
            """);
        var connection = new EtcdConnection(new EtcdConnectionSettings { Endpoints = [.. cluster.Endpoints.Select(url => new Uri(url))], CallTimeout = Patience, ReadTimeout = Patience });
        return new SnapshotHost(ActorSystem.Create("snapshots", config), connection);
    }

    public async Task<SnapshotMetadata> SaveAsync(string persistenceId, long sequenceNr, object snapshot, DateTime timestamp = default)
    {
        var answer = await TrySaveAsync(persistenceId, sequenceNr, snapshot, timestamp);
        return answer is SaveSnapshotSuccess success ? success.Metadata : throw ((SaveSnapshotFailure)answer).Cause;
    }

    public Task<object> TrySaveAsync(string persistenceId, long sequenceNr, object snapshot, DateTime timestamp = default) =>
        Store.Ask<object>(new SaveSnapshot(new SnapshotMetadata(persistenceId, sequenceNr, timestamp), snapshot), Patience);

    /// <summary>Null: there is none.</summary>
    public async Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria? criteria = null, long upTo = long.MaxValue)
    {
        var answer = await Store.Ask<object>(new LoadSnapshot(persistenceId, criteria ?? SnapshotSelectionCriteria.Latest, upTo), Patience);
        return answer is LoadSnapshotResult result ? result.Snapshot : throw ((LoadSnapshotFailed)answer).Cause;
    }

    public async Task DeleteAsync(string persistenceId, long sequenceNr, DateTime timestamp = default)
    {
        var answer = await Store.Ask<object>(new DeleteSnapshot(new SnapshotMetadata(persistenceId, sequenceNr, timestamp)), Patience);
        Assert.IsType<DeleteSnapshotSuccess>(answer);
    }

    public async Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Assert.IsType<DeleteSnapshotsSuccess>(await Store.Ask<object>(new DeleteSnapshots(persistenceId, criteria), Patience));

    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        await Etcd.DisposeAsync();
    }
}
