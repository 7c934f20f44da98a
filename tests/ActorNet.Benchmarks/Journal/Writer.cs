using ActorNet.Benchmarks.Measuring;
using Akka.Actor;
using Akka.Persistence;

namespace ActorNet.Benchmarks.Journal;

/// <summary>
/// A persistent actor as a program would have it: a command persists an event, and the next command comes when the event is persisted. Answers
/// a <see cref="Load"/> with what every write took, from the command's sending on.
/// </summary>
internal sealed class Writer(string persistenceId, byte[] payload, int inFlight) : UntypedPersistentActor
{
    private LoadMeter meter = new(default);
    private IActorRef asker = ActorRefs.Nobody;
    private int underWay;

    public override string PersistenceId { get; } = persistenceId;

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Load load:
                (meter, asker) = (new LoadMeter(load), Sender);
                for (var begun = 0; begun < inFlight; begun++)
                {
                    Next();
                }

                AnswerIfDone();
                break;
            case Write { Begin: var begin } when inFlight == 1:
                Persist(payload, _ => Written(begin));
                break;
            case Write { Begin: var begin }:
                PersistAsync(payload, _ => Written(begin));
                break;
        }
    }

    protected override void OnRecover(object message)
    {
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => asker.Tell(new Status.Failure(cause));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => asker.Tell(new Status.Failure(cause));

    private void Next()
    {
        if (meter.TryBegin(out var begin))
        {
            underWay++;
            Self.Tell(new Write(begin));
        }
    }

    private void Written(long begin)
    {
        meter.End(begin);
        underWay--;
        Next();
        AnswerIfDone();
    }

    private void AnswerIfDone()
    {
        if (underWay == 0)
        {
            asker.Tell(meter.Times);
        }
    }

    private sealed record Write(long Begin);
}
