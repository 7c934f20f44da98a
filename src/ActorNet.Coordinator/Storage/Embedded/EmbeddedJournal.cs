using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;

namespace ActorNet.Coordinator.Storage.Embedded;

/// <summary>Sets Akka.Persistence up on the <see cref="JournalDatabase"/>.</summary>
internal static class EmbeddedJournal
{
    /// <summary>
    /// One writer, because SQLite has one: what the actors want to write while a commit is under way goes into the next one together. The
    /// read side polls, and both of its intervals count (Akka.Persistence.Sql's own advice): a change reaches readers within 40 ms. With
    /// nothing to do the whole process was measured at 8.5 % of one core, and at 6.6 % with polls every 50 ms.
    /// </summary>
    private const string Config =
        """
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.sql"
            sql {
              class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
              parallelism = 1
              batch-size = 400
              circuit-breaker { max-failures = 10, call-timeout = 20s, reset-timeout = 2s }
            }
          }
          snapshot-store {
            plugin = "akka.persistence.snapshot-store.sql"
            sql.class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
          }
          query.journal.sql {
            class = "Akka.Persistence.Sql.Query.SqlReadJournalProvider, Akka.Persistence.Sql"
            refresh-interval = 20ms
            journal-sequence-retrieval { query-delay = 20ms, max-backoff-query-delay = 1s }
          }
        }
        """;

    public static AkkaConfigurationBuilder WithEmbeddedJournal(this AkkaConfigurationBuilder builder, JournalDatabase database) => builder
        .AddHocon(Config, HoconAddMode.Prepend)
        .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append)
        .AddSetup(new DataOptionsSetup(database.Options));
}
