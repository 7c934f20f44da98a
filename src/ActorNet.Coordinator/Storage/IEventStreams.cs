using Akka;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;

namespace ActorNet.Coordinator.Storage;

/// <summary>The events of all journals in one order, whose positions are <see cref="Sequence"/> offsets.</summary>
internal interface IEventStreams
{
    /// <summary>
    /// A position that every event so far is at or before, whatever else the store holds; 0 where the last event's position serves as well.
    /// </summary>
    Task<long> PresentAsync(CancellationToken cancellation);

    /// <summary>Where journals end: behind everything that was committed before the call began, by whatever replica.</summary>
    /// <param name="known">The journals in question, and how far they have been read.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Exception">It cannot be told.</exception>
    Task<JournalEnds> ReadEndsAsync(JournalEnds known, CancellationToken cancellation);

    /// <summary>The events after an offset up to the present; then it ends.</summary>
    Source<EventEnvelope, NotUsed> Current(Offset after);

    /// <summary>The events after an offset, for ever.</summary>
    /// <remarks>Fails with <see cref="EventsLostException"/> where some of them cannot be had in this way any more.</remarks>
    Source<EventEnvelope, NotUsed> Live(Offset after);
}
