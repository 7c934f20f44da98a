using Akka.Actor;

namespace Akka.Etcd;

/// <summary>Makes <see cref="EtcdConnections"/>.</summary>
public sealed class EtcdConnectionsProvider : ExtensionIdProvider<EtcdConnections>
{
    /// <inheritdoc/>
    public override EtcdConnections CreateExtension(ExtendedActorSystem system) => new(system);
}
