using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Etcd.Journal.Confirmations;

namespace ActorNet.Coordinator.Storage.Etcd;

/// <summary>Has the journal ask etcd: one transaction for all positions that wait, each sent after the question (safety rule 3).</summary>
internal sealed class EtcdOwnershipProof(ActorSystem system) : IOwnershipProof
{
    /// <summary>Longer than the journal's own time limit, whose message says more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IActorRef journal = Persistence.Instance.Apply(system).JournalFor(journalPluginId: null);

    /// <inheritdoc/>
    public async Task<bool> IsLastAsync(JournalPosition position)
    {
        var question = new ConfirmSequenceNr(position.PersistenceId, position.SequenceNumber);
        return (await journal.Ask<SequenceNrConfirmation>(question, Patience)).IsLast;
    }
}
