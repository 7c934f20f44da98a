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

    /// <summary>The events after an offset up to the present; then it ends.</summary>
    Source<EventEnvelope, NotUsed> Current(Offset after);

    /// <summary>The events after an offset, for ever.</summary>
    /// <remarks>Fails with <see cref="EventsLostException"/> where some of them cannot be had in this way any more.</remarks>
    Source<EventEnvelope, NotUsed> Live(Offset after);
}
