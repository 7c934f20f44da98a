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
            Connection = Check("connection", config.GetString("connection"), path => path.Length > 0, "give the path of the connection's settings"),
            KeyPrefix = Check("key-prefix", config.GetString("key-prefix"), prefix => prefix.Length > 0, "give at least one character"),
            MaxBatchOperations = Check("max-batch-operations", config.GetInt("max-batch-operations"), count => count >= 3, "give 3 or more"),
            MaxBatchBytes = (int)Check("max-batch-bytes", Bytes(config, "max-batch-bytes"), bytes => bytes is >= 1024 and <= 64 << 20, "give 1 KiB to 64 MiB"),
            TransactionsInFlight = Check("transactions-in-flight", config.GetInt("transactions-in-flight"), count => count is >= 1 and <= 64, "give 1 to 64"),
            MaxQueuedBytes = Check("max-queued-bytes", Bytes(config, "max-queued-bytes"), bytes => bytes > 0, "give more than 0"),
            WriteTimeout = Check("write-timeout", config.GetTimeSpan("write-timeout"), time => time > TimeSpan.Zero, "give more than 0"),
            ReplayPageBytes = (int)Check("replay-page-bytes", Bytes(config, "replay-page-bytes"), bytes => bytes is >= 1024 and <= 64 << 20, "give 1 KiB to 64 MiB"),
        };
    }

    private static long Bytes(Config config, string key) =>
        config.GetByteSize(key) ?? throw new ConfigurationException($"{key}: '{config.GetString(key)}' is not a size; give a number and a unit, for example 1 MiB");

    private static T Check<T>(string key, T value, Func<T, bool> isRight, string advice) =>
        isRight(value) ? value : throw new ConfigurationException($"{key}: '{value}' is not right; {advice}");
}
