using ActorNet.Coordinator.Configuration;
using Akka.Etcd.Hosting;
using Akka.Hosting;
using Akka.Persistence.Etcd.Configuration;

namespace ActorNet.Coordinator.Storage.Etcd;

/// <summary>Sets Akka.Persistence up on etcd.</summary>
internal static class EtcdPlugins
{
    public static AkkaConfigurationBuilder WithEtcdPlugins(this AkkaConfigurationBuilder builder, EtcdStorageOptions options)
    {
        var prefix = options.KeyPrefix.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return builder
            .WithEtcd(options.Connection)
            .AddHocon(
                $$"""
                akka.persistence {
                  journal { plugin = "{{EtcdPersistence.JournalPath}}", etcd.key-prefix = "{{prefix}}" }
                  snapshot-store { plugin = "akka.persistence.snapshot-store.etcd", etcd.key-prefix = "{{prefix}}" }
                }
                """,
                HoconAddMode.Prepend)
            .AddHocon(EtcdPersistence.DefaultConfiguration, HoconAddMode.Append);
    }
}
