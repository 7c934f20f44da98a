using ActorNet.Allocation.Persistence;
using ActorNet.Contracts.V1;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Data.Sqlite;

namespace ActorNet.Coordinator.Storage.Embedded;

/// <summary>A SQLite file in a directory that this process alone has.</summary>
/// <param name="path">The directory, as an absolute path.</param>
internal sealed class EmbeddedStore(string path) : IJournalStore, IDisposable
{
    private readonly JournalDatabase database = new(path);
    private DataDirectory? directory;

    /// <inheritdoc/>
    public JournalKind Kind => JournalKind.Embedded;

    /// <inheritdoc/>
    public string Place => path;

    /// <inheritdoc/>
    public void Configure(AkkaConfigurationBuilder builder) => builder.WithEmbeddedJournal(database);

    /// <inheritdoc/>
    public Task PrepareAsync(ActorSystem system, CancellationToken cancellation)
    {
        directory = DataDirectory.Open(path);
        database.Prepare();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<string?> TryWriteAsync(ActorSystem system)
    {
        try
        {
            await Task.Run(database.TryWrite);
            return null;
        }
        catch (SqliteException exception)
        {
            return exception.Message;
        }
    }

    /// <inheritdoc/>
    public IOwnershipProof Prove(ActorSystem system) => new JournalOwnershipProof(system);

    /// <inheritdoc/>
    public IEventStreams Read(ActorSystem system) => new SqlEventStreams(system, database);

    /// <inheritdoc/>
    public void Dispose() => directory?.Dispose();
}
