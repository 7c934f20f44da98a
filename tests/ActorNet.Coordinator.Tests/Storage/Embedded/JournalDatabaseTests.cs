using ActorNet.Coordinator.Hosting;
using ActorNet.Coordinator.Storage.Embedded;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace ActorNet.Coordinator.Tests.Storage.Embedded;

public sealed class JournalDatabaseTests : IDisposable
{
    private const long SynchronousFull = 2;

    private readonly TemporaryDirectory directory = new();
    private readonly JournalDatabase database;

    public JournalDatabaseTests() => database = new JournalDatabase(directory.Path);

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Every_connection_of_the_journal_syncs_its_commits_even_one_that_was_told_otherwise()
    {
        database.Prepare();
        using (var careless = new SqliteConnection($"Data Source={database.Path}"))
        {
            careless.Open();
            using var command = careless.CreateCommand();
            command.CommandText = "PRAGMA synchronous = OFF";
            command.ExecuteNonQuery();
        }

        using var connection = new DataConnection(database.Options);

        Assert.Equal(SynchronousFull, connection.Execute<long>("PRAGMA synchronous"));
        Assert.Equal("wal", connection.Execute<string>("PRAGMA journal_mode"));
    }

    [Fact]
    public void Preparing_a_second_time_changes_nothing()
    {
        database.Prepare();
        database.Prepare();
        database.TryWrite();
    }

    [Fact]
    public void A_file_of_a_program_that_does_not_name_itself_is_refused_and_stays_as_it_is()
    {
        using (var connection = new SqliteConnection($"Data Source={database.Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE theirs (id)";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(database.Path);

        var exception = Assert.Throws<StartException>(database.Prepare);

        Assert.Contains("another program", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(database.Path));
    }

    [Theory]
    [InlineData("PRAGMA application_id = 7", "another program")]
    [InlineData("PRAGMA user_version = 2", "use a newer one")]
    public void A_file_that_is_not_for_this_version_is_refused(string statement, string reason)
    {
        database.Prepare();
        using (var connection = new SqliteConnection($"Data Source={database.Path}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }

        var exception = Assert.Throws<StartException>(database.Prepare);

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Contains(database.Path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_rotted_are_found_before_anything_is_served()
    {
        database.Prepare();
        Fill();
        SqliteConnection.ClearAllPools();
        using (var file = File.OpenWrite(database.Path))
        {
            file.Position = 4096 * 3;
            file.Write(Enumerable.Repeat((byte)0xa5, 4096 * 4).ToArray());
        }

        Assert.Contains(database.Path, Assert.Throws<StartException>(database.Prepare).Message, StringComparison.Ordinal);
    }

    private void Fill()
    {
        using var connection = new SqliteConnection($"Data Source={database.Path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            CREATE TABLE filler AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 500) SELECT x, hex(randomblob(100)) AS y FROM n;
            PRAGMA wal_checkpoint(TRUNCATE);
            """;
        command.ExecuteNonQuery();
    }
}
