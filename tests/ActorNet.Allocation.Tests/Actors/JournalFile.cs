using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Shards;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;

namespace ActorNet.Allocation.Tests.Actors;

/// <summary>A SQLite journal in a directory of its own, which goes away with it.</summary>
internal sealed class JournalFile : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("actornet-allocation-");

    private readonly int lockTimeout;

    /// <summary>Makes an empty one.</summary>
    /// <param name="lockTimeout">How long a connection waits for another's lock, in seconds.</param>
    public JournalFile(int lockTimeout = 30)
    {
        this.lockTimeout = lockTimeout;
        using var connection = Open();
        Execute(connection, "PRAGMA journal_mode = WAL");
    }

    public string FilePath => Path.Combine(directory.FullName, "journal.db");

    /// <summary>No connection pool, so that the file can be looked at and taken away at any time.</summary>
    private string ConnectionString => new SqliteConnectionStringBuilder { DataSource = FilePath, Pooling = false, DefaultTimeout = lockTimeout }.ToString();

    public Config Config => ConfigurationFactory.ParseString($$"""
        akka.loglevel = WARNING
        akka.stdout-loglevel = ERROR
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.sql"
            sql {
              class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
              connection-string = "{{ConnectionString}}"
              provider-name = "SQLite.MS"
              parallelism = 1
              circuit-breaker { max-failures = 1000, call-timeout = 20s, reset-timeout = 1s }
            }
          }
          snapshot-store {
            plugin = "akka.persistence.snapshot-store.sql"
            sql {
              class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
              connection-string = "{{ConnectionString}}"
              provider-name = "SQLite.MS"
            }
          }
        }
        """)
        .WithFallback(SqlPersistence.DefaultConfiguration);

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        return connection;
    }

    public static object? Execute(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteScalar();
    }

    public long LastSequenceNumber(string persistenceId) => Last("journal", persistenceId);

    public long LastSnapshot(string persistenceId) => Last("snapshot", persistenceId);

    public long Number(string query)
    {
        using var connection = Open();
        return (long)Execute(connection, query)!;
    }

    /// <summary>The shard's events, as they stand in the file.</summary>
    public IReadOnlyList<ShardEvent> EventsOf(ShardKey shard)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT message FROM journal WHERE persistence_id = '{shard.PersistenceId}' ORDER BY sequence_number";
        using var reader = command.ExecuteReader();
        var events = new List<ShardEvent>();
        while (reader.Read())
        {
            events.Add(ShardEventMapping.FromWire(Allocation.Persistence.Wire.ShardEvent.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0))));
        }

        return events;
    }

    private long Last(string table, string persistenceId) =>
        Number($"SELECT ifnull(max(sequence_number), 0) FROM {table} WHERE persistence_id = '{persistenceId}'");

    public void Dispose() => directory.Delete(recursive: true);
}
