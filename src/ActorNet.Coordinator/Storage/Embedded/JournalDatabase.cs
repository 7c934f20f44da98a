using ActorNet.Coordinator.Hosting;
using LinqToDB;
using Microsoft.Data.Sqlite;

namespace ActorNet.Coordinator.Storage.Embedded;

/// <summary>The SQLite file of the embedded journal.</summary>
/// <param name="directory">The directory that it is in.</param>
internal sealed class JournalDatabase(string directory)
{
    /// <summary>"ANet": tells our files from those of other programs (PRAGMA application_id).</summary>
    private const int ApplicationId = 0x414e6574;

    private const int FormatVersion = 1;
    private const int WriteTimeoutSeconds = 2;
    private const long LittleSpace = 1 << 20;

    private readonly string connectionString = new SqliteConnectionStringBuilder { DataSource = FileIn(directory) }.ToString();

    /// <summary>The file.</summary>
    public string Path { get; } = FileIn(directory);

    /// <summary>What Akka.Persistence.Sql opens its connections with.</summary>
    public DataOptions Options => new DataOptions()
        .UseConnectionString(ProviderName.SQLiteMS, connectionString)
        .UseInterceptor(new DurableCommits());

    /// <summary>Checks that the file is sound, ours, and can be written; makes it where it is missing.</summary>
    /// <exception cref="StartException">It is not.</exception>
    public void Prepare()
    {
        try
        {
            using var connection = Open();
            Check(connection);
            Execute(connection, $"PRAGMA application_id = {ApplicationId}");
            Execute(connection, "PRAGMA journal_mode = WAL");
            TryWrite(connection);
        }
        catch (SqliteException exception)
        {
            throw new StartException($"the journal {Path} cannot be used: {exception.Message}{SpaceLeft()}", exception);
        }
    }

    /// <summary>Writes what is there already, to the disk: a full or read-only one is found here and not by the next lease.</summary>
    /// <exception cref="SqliteException">It cannot be written.</exception>
    public void TryWrite()
    {
        using var connection = new SqliteConnection(connectionString) { DefaultTimeout = WriteTimeoutSeconds };
        connection.Open();
        DurableCommits.Ensure(connection);
        TryWrite(connection);
    }

    /// <summary>The ends of journals that have been read up to a position. Only rows behind it are looked at.</summary>
    /// <exception cref="SqliteException">They cannot be read.</exception>
    public JournalEnds ReadEnds(JournalEnds known)
    {
        using var connection = new SqliteConnection(connectionString) { DefaultTimeout = WriteTimeoutSeconds };
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT persistence_id, max(sequence_number) FROM journal WHERE ordering > $position GROUP BY persistence_id";
        command.Parameters.AddWithValue("$position", known.Position);
        using var rows = command.ExecuteReader();
        var ends = known.SequenceNumbers.ToDictionary(StringComparer.Ordinal);
        while (rows.Read())
        {
            if (ends.ContainsKey(rows.GetString(0)))
            {
                ends[rows.GetString(0)] = rows.GetInt64(1);
            }
        }

        return new JournalEnds(0, ends);
    }

    /// <summary>SQLite has many words for a full disk, and some of them are misleading.</summary>
    private string SpaceLeft()
    {
        var left = new DriveInfo(directory).AvailableFreeSpace;
        return left < LittleSpace ? $" Its disk has {left} bytes left." : string.Empty;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        DurableCommits.Ensure(connection);
        return connection;
    }

    private static string FileIn(string directory) => System.IO.Path.Combine(directory, "journal.db");

    private static void TryWrite(SqliteConnection connection) => Execute(connection, $"PRAGMA user_version = {FormatVersion}");

    private void Check(SqliteConnection connection)
    {
        if (Execute(connection, "PRAGMA quick_check(1)") is not "ok" and var fault)
        {
            throw new StartException($"the journal {Path} is damaged: {fault}; restore it from a backup");
        }

        if (!IsOurs(connection))
        {
            throw new StartException($"{Path} is a database of another program; give another directory with --data-directory");
        }

        if (Execute(connection, "PRAGMA user_version") is long and > FormatVersion and var version)
        {
            throw new StartException($"the journal {Path} has format {version}, this version reads up to {FormatVersion}; use a newer one");
        }
    }

    /// <summary>A new file is ours; most programs do not put their name on theirs, but those have something in them.</summary>
    private static bool IsOurs(SqliteConnection connection) => Execute(connection, "PRAGMA application_id") switch
    {
        (long)ApplicationId => true,
        0L => Execute(connection, "SELECT count(*) FROM sqlite_master") is 0L,
        _ => false,
    };

    private static object? Execute(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteScalar();
    }
}
