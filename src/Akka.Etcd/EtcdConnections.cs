using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Akka.Event;

namespace Akka.Etcd;

/// <summary>The connections of an actor system to etcd: one for each path of settings, made when it is first asked for and closed with the system.</summary>
public sealed class EtcdConnections : IExtension
{
    private readonly ExtendedActorSystem system;
    private readonly ConcurrentDictionary<string, Lazy<EtcdConnection>> connections = new(StringComparer.Ordinal);

    internal EtcdConnections(ExtendedActorSystem system)
    {
        this.system = system;
        system.Settings.InjectTopLevelFallback(EtcdConnectionConfig.Default);
        Closed = CloseAsync(system.WhenTerminated);
    }

    /// <summary>Done when the system is terminated and every connection closed.</summary>
    public Task Closed { get; }

    /// <summary>The connections of a system.</summary>
    public static EtcdConnections Get(ActorSystem system) => system.WithExtension<EtcdConnections, EtcdConnectionsProvider>();

    /// <summary>The connection whose settings are at a path, for example <c>akka.etcd</c>. Never dispose of it: others use it too.</summary>
    /// <exception cref="Akka.Configuration.ConfigurationException">The settings are wrong; the message names each key.</exception>
    public EtcdConnection Connect(string path) => connections
        .GetOrAdd(path, static (path, system) => new Lazy<EtcdConnection>(() => Open(system, path)), system)
        .Value;

    private static EtcdConnection Open(ExtendedActorSystem system, string path) =>
        new(EtcdConnectionConfig.Read(system.Settings.Config, path), Logging.GetLogger(system, typeof(EtcdConnection)));

    private async Task CloseAsync(Task end)
    {
        await end.ConfigureAwait(false);
        foreach (var connection in connections.Values.Where(connection => connection.IsValueCreated))
        {
            await connection.Value.DisposeAsync().ConfigureAwait(false);
        }
    }
}
