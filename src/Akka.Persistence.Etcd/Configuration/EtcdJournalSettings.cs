using Akka.Configuration;
using Akka.Etcd.Configuration;

namespace Akka.Persistence.Etcd.Configuration;

/// <summary>How the journal works; <c>reference.conf</c> has the reasons for the defaults.</summary>
public sealed record EtcdJournalSettings
{
    /// <summary>The HOCON path of the connection's settings.</summary>
    public string Connection { get; init; } = EtcdConnectionSettings.DefaultPath;

    /// <summary>What all keys begin with.</summary>
    public string KeyPrefix { get; init; } = "akka/";

    /// <summary>The most operations of a transaction, 3 or more; 128.</summary>
    public int MaxBatchOperations { get; init; } = 128;

    /// <summary>The most bytes of a transaction, 1 KiB or more; 1 MiB. A larger single write goes alone.</summary>
    public int MaxBatchBytes { get; init; } = 1 << 20;

    /// <summary>How many transactions may be under way at once, 1 to 64; 2.</summary>
    public int TransactionsInFlight { get; init; } = 2;

    /// <summary>How many bytes may wait to be written; 64 MiB.</summary>
    public long MaxQueuedBytes { get; init; } = 64 << 20;

    /// <summary>How long a write is tried; 8 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How many bytes a replay reads at once, more or less; 1 MiB.</summary>
    public int ReplayPageBytes { get; init; } = 1 << 20;

    /// <summary>Reads a journal's section; what is not given there comes from the defaults.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message names the key.</exception>
    public static EtcdJournalSettings Read(Config section)
    {
        var config = section.WithFallback(EtcdPersistence.DefaultConfiguration.GetConfig(EtcdPersistence.JournalPath));
        return new EtcdJournalSettings
        {
            Connection = Setting.Text(config, "connection", "give the path of the connection's settings"),
            KeyPrefix = Setting.Text(config, "key-prefix", "give at least one character"),
            MaxBatchOperations = Setting.Count(config, "max-batch-operations", 3, int.MaxValue, "give 3 or more"),
            MaxBatchBytes = (int)Setting.Bytes(config, "max-batch-bytes", 1024, 64 << 20, "give 1 KiB to 64 MiB"),
            TransactionsInFlight = Setting.Count(config, "transactions-in-flight", 1, 64, "give 1 to 64"),
            MaxQueuedBytes = Setting.Bytes(config, "max-queued-bytes", 1, long.MaxValue, "give more than 0"),
            WriteTimeout = Setting.Time(config, "write-timeout"),
            ReplayPageBytes = (int)Setting.Bytes(config, "replay-page-bytes", 1024, 64 << 20, "give 1 KiB to 64 MiB"),
        };
    }
}
