using System.Globalization;
using System.Text;
using Akka.Configuration;
using Akka.Persistence.Etcd.Configuration;
using Akka.Persistence.Hosting;

namespace Akka.Persistence.Etcd.Hosting;

/// <summary>The journal's settings for Akka.Hosting. What is not set keeps the default of <c>reference.conf</c>.</summary>
/// <param name="isDefaultPlugin">Whether actors that name no journal use this one.</param>
/// <param name="identifier">The last part of its HOCON path: <c>akka.persistence.journal.[identifier]</c>.</param>
public sealed class EtcdJournalOptions(bool isDefaultPlugin = true, string identifier = "etcd") : JournalOptions(isDefaultPlugin)
{
    /// <inheritdoc/>
    public override string Identifier { get; set; } = identifier;

    /// <summary>The HOCON path of the connection's settings.</summary>
    public string? Connection { get; set; }

    /// <summary>What all keys begin with.</summary>
    public string? KeyPrefix { get; set; }

    /// <summary>The most bytes of a transaction.</summary>
    public int? MaxBatchBytes { get; set; }

    /// <summary>The most operations of a transaction.</summary>
    public int? MaxBatchOperations { get; set; }

    /// <summary>How many bytes may wait to be written.</summary>
    public long? MaxQueuedBytes { get; set; }

    /// <summary>How long a write is tried before its outcome counts as unknown.</summary>
    public TimeSpan? WriteTimeout { get; set; }

    /// <inheritdoc/>
    protected override Config InternalDefaultConfig => EtcdPersistence.DefaultConfiguration.GetConfig(EtcdPersistence.JournalPath);

    /// <inheritdoc/>
    protected override StringBuilder Build(StringBuilder sb) => base.Build(sb
        .AppendSetting("connection", Connection)
        .AppendSetting("key-prefix", KeyPrefix)
        .AppendSetting("max-batch-bytes", MaxBatchBytes?.ToString(CultureInfo.InvariantCulture))
        .AppendSetting("max-batch-operations", MaxBatchOperations?.ToString(CultureInfo.InvariantCulture))
        .AppendSetting("max-queued-bytes", MaxQueuedBytes?.ToString(CultureInfo.InvariantCulture))
        .AppendSetting("write-timeout", WriteTimeout));
}
