using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Query;

namespace Akka.Persistence.Etcd.Query;

/// <summary>Makes <see cref="EtcdReadJournal"/> for Akka.Persistence.Query.</summary>
/// <param name="system">The actor system.</param>
/// <param name="config">The read journal's section.</param>
public sealed class EtcdReadJournalProvider(ExtendedActorSystem system, Config config) : IReadJournalProvider
{
    /// <inheritdoc/>
    public IReadJournal GetReadJournal() => new EtcdReadJournal(system, config);
}
