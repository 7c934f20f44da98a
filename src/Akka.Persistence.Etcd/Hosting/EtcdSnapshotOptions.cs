using System.Globalization;
using System.Text;
using Akka.Configuration;
using Akka.Persistence.Etcd.Configuration;
using Akka.Persistence.Hosting;

namespace Akka.Persistence.Etcd.Hosting;

/// <summary>The snapshot store's settings for Akka.Hosting. What is not set keeps the default of <c>reference.conf</c>.</summary>
/// <param name="isDefaultPlugin">Whether actors that name no snapshot store use this one.</param>
/// <param name="identifier">The last part of its HOCON path: <c>akka.persistence.snapshot-store.[identifier]</c>.</param>
public sealed class EtcdSnapshotOptions(bool isDefaultPlugin = true, string identifier = "etcd") : SnapshotOptions(isDefaultPlugin)
{
    /// <inheritdoc/>
    public override string Identifier { get; set; } = identifier;

    /// <summary>The HOCON path of the connection's settings.</summary>
    public string? Connection { get; set; }

    /// <summary>What all keys begin with.</summary>
    public string? KeyPrefix { get; set; }

    /// <summary>The largest snapshot that is one key, and the size of the chunks of a larger one.</summary>
    public int? ChunkBytes { get; set; }

    /// <summary>How long a save or a deletion is tried.</summary>
    public TimeSpan? WriteTimeout { get; set; }

    /// <inheritdoc/>
    protected override Config InternalDefaultConfig => EtcdPersistence.DefaultConfiguration.GetConfig(EtcdPersistence.SnapshotStorePath);

    /// <inheritdoc/>
    protected override StringBuilder Build(StringBuilder sb) => base.Build(sb
        .AppendSetting("connection", Connection)
        .AppendSetting("key-prefix", KeyPrefix)
        .AppendSetting("chunk-bytes", ChunkBytes?.ToString(CultureInfo.InvariantCulture))
        .AppendSetting("write-timeout", WriteTimeout));
}
