using Akka.Actor;

namespace Akka.Persistence.Etcd.Tests.Query;

/// <summary>Deletes a writer's events.</summary>
internal sealed record DeleteTo(long SequenceNr);

/// <summary>Events to be written as one atomic write.</summary>
internal sealed record Together(params object[] Events);

/// <summary>The answer to what is written.</summary>
internal sealed record Written(long SequenceNr);

/// <summary>A persistent actor that writes whatever it is told.</summary>
internal sealed class Writer(string persistenceId) : UntypedPersistentActor
{
    private IActorRef deleter = ActorRefs.Nobody;

    public override string PersistenceId => persistenceId;

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case DeleteTo(var sequenceNr):
                deleter = Sender;
                DeleteMessages(sequenceNr);
                break;
            case DeleteMessagesSuccess or DeleteMessagesFailure:
                deleter.Tell(message);
                break;
            case Together together:
                var left = together.Events.Length;
                PersistAll(together.Events, _ =>
                {
                    if (--left == 0)
                    {
                        Sender.Tell(new Written(LastSequenceNr));
                    }
                });
                break;
            default:
                Persist(message, _ => Sender.Tell(new Written(LastSequenceNr)));
                break;
        }
    }

    protected override void OnRecover(object message)
    {
    }
}
