using Akka;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams.Dsl;

namespace ActorNet.Coordinator.Storage.Embedded;

/// <summary>The embedded journal's event streams; only after <see cref="JournalStart"/>.</summary>
internal sealed class SqlEventStreams(ActorSystem system, JournalDatabase database) : IEventStreams
{
    private readonly Lazy<SqlReadJournal> journal =
        new(() => PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier));

    /// <inheritdoc/>
    /// <remarks>Rows are never deleted from under a reader: where the last event is known, there is no more to know.</remarks>
    public Task<long> PresentAsync(CancellationToken cancellation) => Task.FromResult(0L);

    /// <inheritdoc/>
    public Task<JournalEnds> ReadEndsAsync(JournalEnds known, CancellationToken cancellation) =>
        Task.Run(() => database.ReadEnds(known), cancellation);

    public Source<EventEnvelope, NotUsed> Current(Offset after) => journal.Value.CurrentAllEvents(after);

    public Source<EventEnvelope, NotUsed> Live(Offset after) => journal.Value.AllEvents(after);
}
