using Akka;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams.Dsl;

namespace ActorNet.Coordinator.Storage;

/// <summary>The embedded journal's event streams; only after <see cref="JournalStart"/>.</summary>
internal sealed class SqlEventStreams(ActorSystem system) : IEventStreams
{
    private readonly Lazy<SqlReadJournal> journal =
        new(() => PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier));

    public Source<EventEnvelope, NotUsed> Current(Offset after) => journal.Value.CurrentAllEvents(after);

    public Source<EventEnvelope, NotUsed> Live(Offset after) => journal.Value.AllEvents(after);
}
