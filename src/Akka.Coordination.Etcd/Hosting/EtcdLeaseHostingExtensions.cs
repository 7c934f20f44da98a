using Akka.Etcd.Configuration;
using Akka.Hosting;

namespace Akka.Coordination.Etcd.Hosting;

/// <summary>Sets leases on etcd up with Akka.Hosting.</summary>
public static class EtcdLeaseHostingExtensions
{
    /// <summary>
    /// Adds leases on etcd. Who shall use one is told by <see cref="EtcdLeaseOption"/>; how etcd is reached by
    /// <see cref="Akka.Etcd.Hosting.EtcdHostingExtensions.WithEtcd"/>.
    /// </summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="options">The settings; null: those of HOCON.</param>
    public static AkkaConfigurationBuilder WithEtcdLease(this AkkaConfigurationBuilder builder, EtcdLeaseOptions? options = null)
    {
        if (options is not null)
        {
            builder.AddHocon(options.ToHocon(), HoconAddMode.Prepend);
        }

        return builder
            .AddHocon(EtcdLease.DefaultConfiguration, HoconAddMode.Append)
            .AddHocon(EtcdConnectionConfig.Default, HoconAddMode.Append);
    }

    /// <summary>Adds a health check that asks etcd for the leases' keys.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="name">The check's name.</param>
    public static AkkaConfigurationBuilder WithEtcdLeaseHealthCheck(this AkkaConfigurationBuilder builder, string name = "etcd-lease") =>
        builder.WithHealthCheck(name, new EtcdLeaseHealthCheck(), tags: ["akka", "coordination", "etcd"]);
}
