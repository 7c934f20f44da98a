using Akka.Actor;
using Akka.Configuration;
using Akka.Etcd;
using Akka.Persistence.Etcd.Configuration;
using Akka.Persistence.Etcd.Keys;
using Akka.Persistence.Etcd.Serialization;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;

namespace Akka.Persistence.Etcd.Query;

/// <summary>
/// Reads what an <see cref="Journal.EtcdJournal"/> has written: HOCON <c>akka.persistence.query.journal.etcd</c>. Live queries follow etcd's own
/// watch: nothing is polled. They give every event once, across failures of etcd's members, and read no faster than they are read.
/// </summary>
/// <remarks>
/// Offsets (<see cref="EtcdOffset"/>) are the same in all queries and for all readers, and a query from an event's offset begins behind that event.
/// </remarks>
public sealed class EtcdReadJournal :
    ICurrentPersistenceIdsQuery,
    IPersistenceIdsQuery,
    ICurrentEventsByPersistenceIdQuery,
    IEventsByPersistenceIdQuery,
    ICurrentEventsByTagQuery,
    IEventsByTagQuery,
    ICurrentAllEventsQuery,
    IAllEventsQuery
{
    /// <summary>Its name for <see cref="PersistenceQuery"/>, and its HOCON path.</summary>
    public const string Identifier = "akka.persistence.query.journal.etcd";

    private readonly PersistenceIds ids;
    private readonly EventsOfOne eventsOfOne;
    private readonly AllEvents allEvents;
    private readonly JournalEndsReader ends;

    /// <summary>Made by <see cref="EtcdReadJournalProvider"/>.</summary>
    internal EtcdReadJournal(ExtendedActorSystem system, Config config)
    {
        var settings = EtcdReadJournalSettings.Read(config);

        // First of all: without it payloads of Akka.Persistence's own types have no serializer.
        var persistence = Persistence.Instance.Apply(system);
        system.Settings.InjectTopLevelFallback(EtcdPersistence.DefaultConfiguration);
        var section = system.Settings.Config.GetConfig(settings.WritePlugin)
            ?? throw new ConfigurationException($"write-plugin: there is no section {settings.WritePlugin}; give the path of the journal that is read");
        var journal = EtcdJournalSettings.Read(section);

        var etcd = EtcdConnections.Get(system).Connect(journal.Connection);
        var keys = new JournalKeys(journal.KeyPrefix);
        var reader = new EventReader(new EventCodec(system, TimeProvider.System), persistence.AdaptersFor(settings.WritePlugin));
        ids = new PersistenceIds(etcd, keys);
        eventsOfOne = new EventsOfOne(etcd, keys, settings, reader);
        allEvents = new AllEvents(etcd, keys, settings, reader);
        ends = new JournalEndsReader(etcd, keys, journal.MaxBatchOperations);
    }

    /// <summary>The defaults, which Akka.Persistence.Query asks for by this name.</summary>
    public static Config DefaultConfiguration() => EtcdPersistence.DefaultConfiguration;

    /// <summary>All persistence ids that have written, also those whose events are deleted.</summary>
    public Source<string, NotUsed> CurrentPersistenceIds() => Source.From(() => ids.ReadAsync(CancellationToken.None));

    /// <summary>All persistence ids that have written, and each that writes for the first time.</summary>
    public Source<string, NotUsed> PersistenceIds() => Source.From(() => ids.FollowAsync(CancellationToken.None));

    /// <summary>The events of a persistence id that there are now, from one sequence number to another, both inclusive.</summary>
    public Source<EventEnvelope, NotUsed> CurrentEventsByPersistenceId(string persistenceId, long fromSequenceNr, long toSequenceNr) =>
        Source.From(() => eventsOfOne.ReadAsync(persistenceId, fromSequenceNr, toSequenceNr, isLive: false, CancellationToken.None));

    /// <summary>The events of a persistence id, from one sequence number to another, both inclusive; ends with the latter.</summary>
    public Source<EventEnvelope, NotUsed> EventsByPersistenceId(string persistenceId, long fromSequenceNr, long toSequenceNr) =>
        Source.From(() => eventsOfOne.ReadAsync(persistenceId, fromSequenceNr, toSequenceNr, isLive: true, CancellationToken.None));

    /// <summary>The events behind an offset that there are now and are not deleted; fails with <see cref="EventsCompactedException"/>.</summary>
    /// <exception cref="ArgumentException">It is not an offset of this journal.</exception>
    public Source<EventEnvelope, NotUsed> CurrentAllEvents(Offset offset) => Current(offset, _ => true);

    /// <summary>
    /// The events behind an offset, and all that come; fails with <see cref="EventsCompactedException"/>. From <see cref="NoOffset"/> it leaves out
    /// those that are deleted; from any other offset it gives them as well, as a reader that was never away would have seen them.
    /// </summary>
    /// <exception cref="ArgumentException">It is not an offset of this journal.</exception>
    public Source<EventEnvelope, NotUsed> AllEvents(Offset offset) => Live(offset, _ => true);

    /// <summary><see cref="CurrentAllEvents"/>, those that were persisted with a tag.</summary>
    /// <exception cref="ArgumentException">It is not an offset of this journal.</exception>
    public Source<EventEnvelope, NotUsed> CurrentEventsByTag(string tag, Offset offset) => Current(offset, record => record.Tags.Contains(tag));

    /// <summary><see cref="AllEvents"/>, those that were persisted with a tag.</summary>
    /// <exception cref="ArgumentException">It is not an offset of this journal.</exception>
    public Source<EventEnvelope, NotUsed> EventsByTag(string tag, Offset offset) => Live(offset, record => record.Tags.Contains(tag));

    /// <summary>
    /// Where journals end: at least everything that was committed before the call began. A reader that waits until it has read that far shows
    /// what any writer was told before. One read-only transaction for up to <see cref="EtcdJournalSettings.MaxBatchOperations"/> ids, which
    /// costs etcd little when the known numbers are near the ends.
    /// </summary>
    /// <param name="known">The persistence ids, each with a sequence number that it is known to have reached; 0: nothing is known.</param>
    /// <param name="cancellation">Gives up; until then it is tried on all members.</param>
    /// <exception cref="Akka.Etcd.Errors.EtcdRefusedException">etcd refused.</exception>
    public Task<JournalEnds> ReadEndsAsync(IReadOnlyDictionary<string, long> known, CancellationToken cancellation) =>
        ends.ReadAsync(known, cancellation);

    private Source<EventEnvelope, NotUsed> Current(Offset offset, Func<EventRecord, bool> isWanted)
    {
        var behind = EtcdOffset.ValueOf(offset);
        return Source.From(() => allEvents.ReadAsync(behind, isWanted, CancellationToken.None));
    }

    private Source<EventEnvelope, NotUsed> Live(Offset offset, Func<EventRecord, bool> isWanted)
    {
        var behind = EtcdOffset.ValueOf(offset);
        return Source.From(() => allEvents.FollowAsync(behind, isWanted, CancellationToken.None));
    }
}
