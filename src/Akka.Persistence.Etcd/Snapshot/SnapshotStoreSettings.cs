using Akka.Configuration;
using Akka.Etcd.Configuration;
using Akka.Persistence.Etcd.Configuration;

namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>The snapshot store's settings; <c>reference.conf</c> has their defaults.</summary>
internal sealed record SnapshotStoreSettings
{
    private const int MinChunkBytes = 1024;

    /// <summary>etcd refuses requests over 1.5 MiB unless it is told otherwise; a chunk's request has a key as well.</summary>
    private const int MaxChunkBytes = 1024 * 1024;

    /// <summary>The HOCON path of the connection's settings.</summary>
    public string Connection { get; init; } = EtcdConnectionSettings.DefaultPath;

    /// <summary>What every key begins with.</summary>
    public string KeyPrefix { get; init; } = "akka/";

    /// <summary>The largest value that is written in one piece: from 1 KiB to 1 MiB.</summary>
    public int ChunkBytes { get; init; } = 512 * 1024;

    /// <summary>How long a save or a deletion whose outcome is not known is repeated. Shorter than the circuit breaker's <c>call-timeout</c>.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Reads a snapshot store's section; what is not given there comes from the defaults.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message names the key.</exception>
    public static SnapshotStoreSettings Read(Config section)
    {
        var config = section.WithFallback(EtcdPersistence.DefaultConfiguration.GetConfig(EtcdPersistence.SnapshotStorePath));
        return new SnapshotStoreSettings
        {
            Connection = Setting.Text(config, "connection", "give the path of the connection's settings"),
            KeyPrefix = Setting.Text(config, "key-prefix", "give at least one character"),
            ChunkBytes = (int)Setting.Bytes(config, "chunk-bytes", MinChunkBytes, MaxChunkBytes, "give 1 KiB to 1 MiB"),
            WriteTimeout = Setting.Time(config, "write-timeout"),
        };
    }
}
