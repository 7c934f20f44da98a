using Akka;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;

namespace ActorNet.Coordinator.Storage;

/// <summary>The events of all journals in one order, whose positions are <see cref="Sequence"/> offsets.</summary>
internal interface IEventStreams
{
    /// <summary>The events after an offset up to the present; then it ends.</summary>
    Source<EventEnvelope, NotUsed> Current(Offset after);

    /// <summary>The events after an offset, for ever.</summary>
    Source<EventEnvelope, NotUsed> Live(Offset after);
}
