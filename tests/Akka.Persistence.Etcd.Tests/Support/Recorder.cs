using Akka.Actor;

namespace Akka.Persistence.Etcd.Tests.Support;

/// <summary>A persistent actor that keeps what it is told, and answers each when it is persisted. "get" gives everything.</summary>
public sealed class Recorder(string persistenceId) : UntypedPersistentActor
{
    private readonly List<string> events = [];

    public override string PersistenceId => persistenceId;

    public static Props Props(string persistenceId) => Actor.Props.Create(() => new Recorder(persistenceId));

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case "get":
                Sender.Tell(events.ToArray());
                break;
            case "defer":
                DeferAsync("deferred", deferred => Sender.Tell(deferred));
                break;
            case string text:
                Persist(text, Apply);
                break;
            case string[] texts:
                PersistAll(texts, Apply);
                break;
            default:
                Persist(message, _ => Sender.Tell(LastSequenceNr));
                break;
        }
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Sender.Tell($"rejected: {cause.Message}");

    protected override void OnRecover(object message)
    {
        if (message is string text)
        {
            events.Add(text);
        }
    }

    private void Apply(string text)
    {
        events.Add(text);
        Sender.Tell(LastSequenceNr);
    }
}
