using System.Globalization;
using Akka.Actor;
using Akka.Discovery.Etcd.Bootstrap;
using Akka.Discovery.Etcd.Configuration;
using Akka.Etcd.Configuration;
using Akka.Hosting;

namespace Akka.Discovery.Etcd.Hosting;

/// <summary>Sets discovery on etcd up with Akka.Hosting; how etcd is reached is told by <see cref="Akka.Etcd.Hosting.EtcdHostingExtensions.WithEtcd"/>.</summary>
public static class EtcdDiscoveryHostingExtensions
{
    /// <summary>Adds discovery on etcd, as the default method unless the options say otherwise, and loads it when the actor system starts.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="options">The settings; null: those of HOCON.</param>
    public static AkkaConfigurationBuilder WithEtcdDiscovery(this AkkaConfigurationBuilder builder, EtcdDiscoveryOptions? options = null)
    {
        (options ?? new EtcdDiscoveryOptions()).Apply(builder);
        return builder
            .AddHocon(EtcdConnectionConfig.Default, HoconAddMode.Append)
            .AddStartup(static (system, _) => Discovery.Get(system).LoadServiceDiscovery("etcd"));
    }

    /// <summary>
    /// Forms or joins the cluster when the actor system starts. Set clustering up as well, without seed nodes, and a way to restart the process:
    /// it leaves when it finds that another cluster has been formed while it was out of touch.
    /// </summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="serviceName">Which cluster; null: that of HOCON, or the actor system's name.</param>
    /// <param name="leaseTimeToLive">How long others believe in a node that died. Whole seconds, by default at least 2 s; null: that of HOCON, 10 s.</param>
    public static AkkaConfigurationBuilder WithEtcdClusterBootstrap(
        this AkkaConfigurationBuilder builder,
        string? serviceName = null,
        TimeSpan? leaseTimeToLive = null)
    {
        const string Path = $"{EtcdDiscoveryConfig.Path}.bootstrap";
        if (serviceName is not null)
        {
            builder.AddHocon($"{Path}.service-name = {serviceName.ToHocon()}", HoconAddMode.Prepend);
        }

        if (leaseTimeToLive is { } time)
        {
            builder.AddHocon(string.Create(CultureInfo.InvariantCulture, $"{Path}.lease-ttl = {time.TotalMilliseconds}ms"), HoconAddMode.Prepend);
        }

        return builder
            .AddHocon(EtcdServiceDiscovery.DefaultConfiguration, HoconAddMode.Append)
            .AddHocon(EtcdConnectionConfig.Default, HoconAddMode.Append)
            .AddStartup(StartBootstrap);
    }

    /// <summary>Adds a health check that asks etcd for the instances of this actor system's service, and for this one if it registers itself.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="name">The check's name.</param>
    public static AkkaConfigurationBuilder WithEtcdDiscoveryHealthCheck(this AkkaConfigurationBuilder builder, string name = "etcd-discovery") =>
        builder.WithHealthCheck(name, new EtcdDiscoveryHealthCheck(), tags: ["akka", "discovery", "etcd"]);

    /// <summary>The host does not wait for it: it may serve, and say that it is not ready, while the cluster is looked for.</summary>
    private static void StartBootstrap(ActorSystem system, IActorRegistry registry) => _ = EtcdClusterBootstrap.Get(system).Start();
}
