using Akka.Persistence;

namespace ActorNet.Benchmarks.Journal;

/// <summary>A persistent actor that only recovers. Answers whatever it is told with how many events it has recovered.</summary>
internal sealed class Reader(string persistenceId) : UntypedPersistentActor
{
    private long events;

    public override string PersistenceId { get; } = persistenceId;

    protected override void OnRecover(object message) => events += message is byte[] ? 1 : 0;

    protected override void OnCommand(object message) => Sender.Tell(events, Self);
}
