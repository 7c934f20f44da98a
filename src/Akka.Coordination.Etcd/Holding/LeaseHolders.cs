using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Coordination.Etcd.Configuration;
using Akka.Etcd;
using Akka.Event;
using Google.Protobuf;

namespace Akka.Coordination.Etcd.Holding;

/// <summary>The holders of an actor system.</summary>
internal sealed class LeaseHolders(ExtendedActorSystem system) : IExtension
{
    private readonly ConcurrentDictionary<(string Connection, string Key, string Owner), LeaseHolder> holders = new();

    /// <summary>An owner's name is only host and port: with it a process is not taken for the one that was there before.</summary>
    private readonly string systemId = Guid.NewGuid().ToString("N");

    public static LeaseHolders Get(ActorSystem system) => system.WithExtension<LeaseHolders, LeaseHoldersProvider>();

    /// <summary>The holder of a lease for an owner.</summary>
    public LeaseHolder Find(EtcdLeaseConfig config, LeaseSettings settings)
    {
        // Names of leases may have slashes; escaped, a name is one segment of a key, and no two names share one.
        var key = config.KeyPrefix + Uri.EscapeDataString(settings.LeaseName);
        return holders.GetOrAdd((config.Connection, key, settings.OwnerName), id => Make(id.Connection, id.Key, id.Owner, config.AcquirePatience));
    }

    private LeaseHolder Make(string connection, string key, string owner, TimeSpan patience) => new(
        EtcdConnections.Get(system).Connect(connection),
        ByteString.CopyFromUtf8(key),
        new LeaseOwner(owner, systemId).ToValue(),
        patience,
        Logging.GetLogger(system, typeof(EtcdLease)),
        TimeProvider.System);
}

/// <summary>Makes <see cref="LeaseHolders"/>.</summary>
internal sealed class LeaseHoldersProvider : ExtensionIdProvider<LeaseHolders>
{
    public override LeaseHolders CreateExtension(ExtendedActorSystem system) => new(system);
}
