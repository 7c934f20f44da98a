using Akka.Configuration;

namespace Akka.Persistence.Etcd.Configuration;

/// <summary>The defaults of the plugins of this package.</summary>
public static class EtcdPersistence
{
    /// <summary>The HOCON path of the journal.</summary>
    public const string JournalPath = "akka.persistence.journal.etcd";

    /// <summary>The HOCON path of the snapshot store.</summary>
    public const string SnapshotStorePath = "akka.persistence.snapshot-store.etcd";

    /// <summary>Everything in <c>reference.conf</c>.</summary>
    public static Config DefaultConfiguration { get; } =
        ConfigurationFactory.FromResource("Akka.Persistence.Etcd.reference.conf", typeof(EtcdPersistence).Assembly);
}
