using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorNet.Allocation.Messages;
using ActorNet.Coordinator.Configuration;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Coordination.Etcd;
using Akka.Discovery.Etcd;
using Akka.DistributedData;
using Akka.Hosting;

namespace ActorNet.Coordinator.Cluster;

/// <summary>The settings of an actor system that is one of several.</summary>
internal static class ClusterSetup
{
    private static readonly Config Standard = ConfigurationFactory.FromResource("ActorNet.Coordinator.Cluster.cluster.conf", typeof(ClusterSetup).Assembly);

    /// <summary>Why an actor system that did not start could not listen; null: it is something else.</summary>
    public static string? ReasonNotToListen(AggregateException exception) => (exception.GetBaseException().GetBaseException() as SocketException)?.Message;

    public static AkkaConfigurationBuilder WithCluster(this AkkaConfigurationBuilder builder, EtcdStorageOptions etcd, IPEndPoint address)
    {
        var own = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            akka {
              remote.dot-netty.tcp { hostname = "{{address.Address}}", port = {{address.Port}} }
              discovery.etcd.key-prefix = "{{etcd.KeyPrefix}}discovery/"
              coordination.lease.etcd.key-prefix = "{{etcd.KeyPrefix}}leases/"
            }
            """);
        return builder
            .AddHocon(Standard, HoconAddMode.Prepend)
            .AddHocon(own, HoconAddMode.Prepend)
            .AddHocon(MessageSerializer.Config, HoconAddMode.Prepend)
            .AddHocon(EtcdServiceDiscovery.DefaultConfiguration, HoconAddMode.Append)
            .AddHocon(EtcdLease.DefaultConfiguration, HoconAddMode.Append)
            .AddHocon(ClusterSharding.DefaultConfig(), HoconAddMode.Append)
            .AddHocon(ClusterSingleton.DefaultConfig(), HoconAddMode.Append)
            .AddHocon(DistributedData.DefaultConfig(), HoconAddMode.Append);
    }
}
