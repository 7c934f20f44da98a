using Akka;
using Akka.Actor;
using Akka.Etcd.Connection;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;

namespace ActorNet.Coordinator.Storage.Etcd;

/// <summary>The event streams of the journal on etcd.</summary>
internal sealed class EtcdEventStreams(ActorSystem system, EtcdConnection connection) : IEventStreams
{
    public Task<long> PresentAsync(CancellationToken cancellation) => throw new NotSupportedException(connection.Settings.ToString());

    public Source<EventEnvelope, NotUsed> Current(Offset after) => throw new NotSupportedException(system.ToString());

    public Source<EventEnvelope, NotUsed> Live(Offset after) => throw new NotSupportedException();
}
