using Akka.Configuration;
using Akka.Etcd.Configuration;
using Akka.Etcd.Hosting;
using Akka.Hosting;
using Akka.Persistence.Etcd.Configuration;
using Akka.Persistence.Hosting;

namespace Akka.Persistence.Etcd.Hosting;

/// <summary>Sets persistence on etcd up with Akka.Hosting.</summary>
public static class EtcdPersistenceHostingExtensions
{
    /// <summary>Keeps journal and snapshots in etcd, and makes the read journal available.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="connection">How to reach the cluster.</param>
    /// <param name="mode">Which of them.</param>
    /// <param name="keyPrefix">What all keys begin with.</param>
    /// <param name="journalBuilder">Adds event adapters and health checks to the journal.</param>
    /// <param name="snapshotBuilder">Adds health checks to the snapshot store.</param>
    /// <exception cref="ArgumentException">The connection's settings are wrong; the message names each.</exception>
    public static AkkaConfigurationBuilder WithEtcdPersistence(
        this AkkaConfigurationBuilder builder,
        EtcdConnectionSettings connection,
        PersistenceMode mode = PersistenceMode.Both,
        string? keyPrefix = null,
        Action<AkkaPersistenceJournalBuilder>? journalBuilder = null,
        Action<AkkaPersistenceSnapshotBuilder>? snapshotBuilder = null) => builder.WithEtcd(connection).WithEtcdPersistence(
            mode is PersistenceMode.SnapshotStore ? null : new EtcdJournalOptions { KeyPrefix = keyPrefix },
            mode is PersistenceMode.Journal ? null : new EtcdSnapshotOptions { KeyPrefix = keyPrefix },
            journalBuilder,
            snapshotBuilder);

    /// <summary>
    /// Keeps the journal, the snapshots or both in etcd, over connections that are set up on their own. A journal's read journal is at
    /// <c>akka.persistence.query.journal.[identifier]</c>.
    /// </summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="journal">The journal; null: not in etcd.</param>
    /// <param name="snapshots">The snapshot store; null: not in etcd.</param>
    /// <param name="journalBuilder">Adds event adapters and health checks to the journal.</param>
    /// <param name="snapshotBuilder">Adds health checks to the snapshot store.</param>
    public static AkkaConfigurationBuilder WithEtcdPersistence(
        this AkkaConfigurationBuilder builder,
        EtcdJournalOptions? journal,
        EtcdSnapshotOptions? snapshots = null,
        Action<AkkaPersistenceJournalBuilder>? journalBuilder = null,
        Action<AkkaPersistenceSnapshotBuilder>? snapshotBuilder = null)
    {
        if (journal is not null)
        {
            builder.WithJournal(journal, journalBuilder ?? (_ => { }));
            builder.AddHocon(ReadJournalOf(journal.Identifier), HoconAddMode.Append);
        }

        if (snapshots is not null)
        {
            builder.WithSnapshot(snapshots, snapshotBuilder ?? (_ => { }));
        }

        return builder.AddHocon(EtcdPersistence.DefaultConfiguration, HoconAddMode.Append);
    }

    /// <summary>The read journal that has a journal's identifier reads that journal.</summary>
    private static Config ReadJournalOf(string identifier) => ConfigurationFactory.ParseString(
        $$"""
        akka.persistence.query.journal.{{identifier}} {
          class = "Akka.Persistence.Etcd.Query.EtcdReadJournalProvider, Akka.Persistence.Etcd"
          write-plugin = "akka.persistence.journal.{{identifier}}"
        }
        """);
}
