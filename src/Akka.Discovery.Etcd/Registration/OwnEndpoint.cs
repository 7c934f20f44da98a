using Akka.Actor;
using Akka.Configuration;
using Akka.Discovery.Etcd.Configuration;

namespace Akka.Discovery.Etcd.Registration;

/// <summary>Where others reach this actor system.</summary>
internal static class OwnEndpoint
{
    /// <summary>What the settings say, or where remoting listens.</summary>
    /// <exception cref="ConfigurationException">Neither is known.</exception>
    public static (string Host, int Port) Find(ExtendedActorSystem system, EtcdDiscoveryConfig config)
    {
        var remoting = system.Provider.DefaultAddress;
        var host = config.Host.Length > 0 ? config.Host : remoting.Host;
        var port = config.Port > 0 ? config.Port : remoting.Port;
        return host is not null && port is { } known
            ? (host, known)
            : throw new ConfigurationException(
                $"{EtcdDiscoveryConfig.Path}.host, .port: not given, and this actor system has no remoting to take them from; give both, or register = off");
    }
}
