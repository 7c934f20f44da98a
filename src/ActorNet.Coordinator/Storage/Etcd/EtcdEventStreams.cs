using Akka;
using Akka.Actor;
using Akka.Persistence.Etcd.Query;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;

namespace ActorNet.Coordinator.Storage.Etcd;

/// <summary>The event streams of the journal on etcd, whose positions are etcd's revisions.</summary>
internal sealed class EtcdEventStreams(ActorSystem system, Keyspace keyspace) : IEventStreams
{
    private readonly Lazy<EtcdReadJournal> journal =
        new(() => PersistenceQuery.Get(system).ReadJournalFor<EtcdReadJournal>(EtcdReadJournal.Identifier));

    /// <inheritdoc/>
    /// <remarks>Others write to etcd as well, and it may compact all revisions from our last event to theirs.</remarks>
    public async Task<long> PresentAsync(CancellationToken cancellation) =>
        ((Sequence)EtcdOffset.AfterRevision(await keyspace.ReadRevisionAsync(cancellation))).Value;

    /// <inheritdoc/>
    public async Task<JournalEnds> ReadEndsAsync(JournalEnds known, CancellationToken cancellation)
    {
        var ends = await journal.Value.ReadEndsAsync(known.SequenceNumbers, cancellation);
        return new JournalEnds(((Sequence)ends.Offset).Value, ends.SequenceNrs);
    }

    /// <inheritdoc/>
    public Source<EventEnvelope, NotUsed> Current(Offset after) => journal.Value.CurrentAllEvents(after).SelectError(ToLoss);

    /// <inheritdoc/>
    public Source<EventEnvelope, NotUsed> Live(Offset after) => journal.Value.AllEvents(after).SelectError(ToLoss);

    /// <summary>The read journal refuses an offset that lies before etcd's history, or behind its end: then etcd was restored from a backup.</summary>
    private static Exception ToLoss(Exception failure) =>
        failure is EventsCompactedException or ArgumentException ? new EventsLostException(failure.Message, failure) : failure;
}
