using Akka.Actor;
using Akka.Configuration;
using Akka.Etcd;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Event;
using Akka.Persistence.Snapshot;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>A snapshot store on etcd: HOCON <c>akka.persistence.snapshot-store.etcd</c>.</summary>
public sealed class EtcdSnapshotStore : SnapshotStore
{
    private readonly EtcdConnection etcd;
    private readonly SnapshotStoreSettings settings;
    private readonly SnapshotSerialization serialization;
    private readonly SnapshotWriter writer;
    private readonly SnapshotReader reader;
    private readonly SnapshotRemover remover;

    /// <summary>Made by Akka.Persistence.</summary>
    /// <param name="config">The plugin's section.</param>
    public EtcdSnapshotStore(Config config)
    {
        var system = (ExtendedActorSystem)Context.System;
        settings = SnapshotStoreSettings.Read(config);
        etcd = EtcdConnections.Get(system).Connect(settings.Connection);
        serialization = new SnapshotSerialization(system);

        var keys = new SnapshotKeys(settings.KeyPrefix);
        var sweeper = new UploadSweeper(etcd, keys);
        writer = new SnapshotWriter(etcd, keys, sweeper, settings.ChunkBytes);
        reader = new SnapshotReader(etcd, keys, serialization, Context.GetLogger());
        remover = new SnapshotRemover(etcd, keys, sweeper);
    }

    /// <inheritdoc/>
    public override async Task<PersistenceHealthCheckResult> CheckHealthAsync(CancellationToken cancellationToken = default)
    {
        var breaker = await base.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
        if (breaker.Status != PersistenceHealthStatus.Healthy)
        {
            return breaker;
        }

        try
        {
            var request = new RangeRequest { Key = ByteString.CopyFromUtf8($"{settings.KeyPrefix}s/"), CountOnly = true };
            await etcd.ReadAsync(request, cancellationToken).ConfigureAwait(false);
            return new PersistenceHealthCheckResult(PersistenceHealthStatus.Healthy, "etcd answers");
        }
        catch (Exception failure) when (failure is EtcdException or OperationCanceledException)
        {
            return new PersistenceHealthCheckResult(PersistenceHealthStatus.Unhealthy, $"etcd does not answer: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    protected override Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken) =>
        reader.LoadAsync(persistenceId, criteria, cancellationToken);

    /// <inheritdoc/>
    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken)
    {
        // Here, in the actor's turn: the snapshot may be of a type that is not safe to read later.
        var (manifest, content) = serialization.Serialize(metadata, snapshot);
        return InTimeAsync(cancellation => writer.SaveAsync(metadata.PersistenceId, manifest, content, cancellation), cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken) =>
        InTimeAsync(cancellation => remover.DeleteAsync(metadata, cancellation), cancellationToken);

    /// <inheritdoc/>
    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken) =>
        InTimeAsync(cancellation => remover.DeleteAsync(persistenceId, criteria, cancellation), cancellationToken);

    /// <summary>Bounds a write: it must end before the circuit breaker gives up on it, which would stop waiting without an answer.</summary>
    private async Task InTimeAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(settings.WriteTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await write(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException failure) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new EtcdOutcomeUnknownException($"etcd did not confirm the write within {settings.WriteTimeout.TotalSeconds} s", failure);
        }
    }
}
