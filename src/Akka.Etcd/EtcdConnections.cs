using Akka.Actor;
using Akka.Configuration;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Akka.Event;

namespace Akka.Etcd;

/// <summary>The connections of an actor system to etcd: one for each path of settings, made when it is first asked for and closed with the system.</summary>
public sealed class EtcdConnections : IExtension
{
    private readonly ExtendedActorSystem system;
    private readonly Lock gate = new();
    private readonly Dictionary<string, EtcdConnection> connections = new(StringComparer.Ordinal);
    private bool isClosed;

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
    /// <exception cref="ConfigurationException">The settings are wrong; the message names each key.</exception>
    /// <exception cref="ObjectDisposedException">The system is terminated.</exception>
    public EtcdConnection Connect(string path)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, system);
            if (!connections.TryGetValue(path, out var connection))
            {
                connections.Add(path, connection = Open(path));
            }

            return connection;
        }
    }

    private EtcdConnection Open(string path)
    {
        var settings = EtcdConnectionConfig.Read(system.Settings.Config, path);
        try
        {
            return new EtcdConnection(settings, Logging.GetLogger(system, typeof(EtcdConnection)));
        }
        catch (ArgumentException problem)
        {
            throw new ConfigurationException($"{path}.{problem.Message}", problem);
        }
    }

    private async Task CloseAsync(Task end)
    {
        await end.ConfigureAwait(false);
        lock (gate)
        {
            isClosed = true;
        }

        foreach (var connection in connections.Values)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
