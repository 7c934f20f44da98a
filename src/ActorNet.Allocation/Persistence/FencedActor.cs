using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Timing;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace ActorNet.Allocation.Persistence;

/// <summary>
/// The shell around a state and its rules. Commands wait until the batch before them is committed; then all that wait are decided together,
/// on one state, and their events written together. No answer leaves before its batch is committed: written, or, where there is nothing to
/// write, proved by the store to come from the journal's owner (safety rules 1 and 3). A shell whose write fails stops and takes with it the
/// state that ran ahead of the journal.
/// </summary>
/// <typeparam name="TEvent">What the journal holds.</typeparam>
/// <param name="time">The clocks.</param>
/// <param name="proof">Proves ownership of the journal.</param>
/// <param name="limits">How much it takes at once.</param>
internal abstract class FencedActor<TEvent>(TimeProvider time, IOwnershipProof proof, FencedActorLimits limits) : UntypedPersistentActor
    where TEvent : class, IJournaled
{
    private readonly MomentSource clock = new(time);
    private readonly Queue<Command> waiting = new();
    private Batch<TEvent>? underway;
    private Command deciding;
    private bool isServing;
    private long lastSnapshot;

    protected Moment Now => clock.Now;

    /// <summary>The end of the journal as far as everything that has left this actor is concerned.</summary>
    protected JournalPosition Position => new(PersistenceId, LastSequenceNr);

    /// <summary>Changes the state.</summary>
    protected abstract void Apply(TEvent change);

    /// <summary>Takes the place of all events up to a snapshot.</summary>
    protected abstract void Restore(object snapshot);

    protected abstract object TakeSnapshot();

    /// <summary>The state is read back: call <see cref="Activate"/> as soon as its event can be made.</summary>
    protected abstract void OnRecovered();

    /// <summary>The predecessor can answer nothing any more, and this one begins to.</summary>
    protected virtual void OnActivated()
    {
    }

    /// <summary>Whether the message is a command.</summary>
    protected abstract bool IsKnown(object message);

    /// <summary>Decides one command; what follows goes into the batch.</summary>
    protected abstract void Decide(Command command, Batch<TEvent> batch);

    /// <summary>Everything decided so far is committed: messages that tell of the state may leave.</summary>
    protected abstract void OnCommitted();

    /// <summary>Sends what waited for a commit.</summary>
    protected virtual void Send(Command to, object message) => to.Sender.Tell(message);

    /// <summary>What a caller hears when it cannot be told what became of its command; null: nothing.</summary>
    protected abstract object? UnknownOutcome(object message);

    /// <summary>What a caller hears when too many wait; null: nothing.</summary>
    protected abstract object? QueueFull(object message);

    /// <summary>Handles what is no command; true when it was that.</summary>
    protected virtual bool HandleAside(object message) => false;

    /// <summary>Writes first, so that the writes of whoever was here before fail from now on, then serves (safety rule 2).</summary>
    protected void Activate(TEvent activation)
    {
        Apply(activation);
        PersistAsync(activation, _ =>
        {
            isServing = true;
            OnActivated();
            Pump();
        });
    }

    protected sealed override void OnCommand(object message)
    {
        switch (message)
        {
            case Proof { Batch: var batch } when batch != underway:
                break; // Of an incarnation before this one.
            case Proof { Problem: { } problem }:
                GiveUp(problem);
                break;
            case Proof { IsLast: true }:
                Complete();
                break;
            case Proof:
                Log.Warning("{0} has another writer, and this incarnation stops; does a second coordinator use the same journal?", PersistenceId);
                Context.Stop(Self);
                break;
            case SaveSnapshotSuccess saved:
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - limits.EventsPerSnapshot));
                break;
            case SaveSnapshotFailure failure:
                Log.Warning(failure.Cause, "{0} could not save a snapshot; it goes on without", PersistenceId);
                break;
            case DeleteSnapshotsFailure failure:
                Log.Warning(failure.Cause, "{0} could not delete old snapshots", PersistenceId);
                break;
            case DeleteSnapshotsSuccess:
                break;
            case var _ when HandleAside(message):
                break;
            case var _ when IsKnown(message):
                Enqueue(new Command(message, Sender));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected sealed override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer offer:
                Restore(offer.Snapshot);
                lastSnapshot = offer.Metadata.SequenceNr;
                break;
            case TEvent change:
                Apply(change);
                break;
            case RecoveryCompleted:
                OnRecovered();
                break;
        }
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Log.Warning("{0} could not write event {1}, and stops: {2}", PersistenceId, sequenceNr, cause.Message);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self); // The state ran ahead of a journal that will not follow.
    }

    protected override void PostStop()
    {
        var answered = underway?.Answers.Select(answer => answer.To) ?? [];
        foreach (var command in answered.Append(deciding).Concat(waiting))
        {
            Tell(command, UnknownOutcome(command.Message));
        }

        base.PostStop();
    }

    protected static void Tell(Command command, object? answer)
    {
        if (answer is not null)
        {
            command.Sender.Tell(answer);
        }
    }

    private void Enqueue(Command command)
    {
        // Whoever hears nothing of a full queue is one of few, and counts on being heard.
        if (waiting.Count >= limits.Waiting && QueueFull(command.Message) is { } refusal)
        {
            Tell(command, refusal);
            return;
        }

        waiting.Enqueue(command);
        Pump();
    }

    private void Pump()
    {
        while (isServing && underway is null && waiting.Count > 0)
        {
            var batch = underway = new Batch<TEvent>(Apply, limits.BytesPerWrite);
            for (var i = 0; i < limits.CommandsPerBatch && batch.EventCount < limits.EventsPerBatch && !batch.IsFull && waiting.TryDequeue(out deciding); i++)
            {
                Decide(deciding, batch);
            }

            deciding = default;
            Commit(batch);
        }
    }

    private void Commit(Batch<TEvent> batch)
    {
        if (batch.EventCount > 0)
        {
            var left = batch.EventCount;
            foreach (var write in batch.Writes)
            {
                PersistAllAsync(write, _ =>
                {
                    if (--left == 0)
                    {
                        Complete();
                    }
                });
            }
        }
        else if (batch.Answers.Count > 0)
        {
            _ = proof.IsLastAsync(Position).PipeTo(
                Self,
                success: isLast => new Proof(batch, isLast),
                failure: problem => new Proof(batch, IsLast: false, problem));
        }
        else
        {
            underway = null;
            OnCommitted();
        }
    }

    private void Complete()
    {
        var batch = underway!;
        underway = null;
        foreach (var (to, message) in batch.Answers)
        {
            Send(to, message(new Committed(Position, Now)));
        }

        OnCommitted();
        if (LastSequenceNr - lastSnapshot >= limits.EventsPerSnapshot)
        {
            lastSnapshot = LastSequenceNr;
            SaveSnapshot(TakeSnapshot());
        }

        Pump();
    }

    private void GiveUp(Exception problem)
    {
        Log.Warning(problem, "{0} could not prove that it still owns its journal", PersistenceId);
        var batch = underway!;
        underway = null;
        foreach (var (to, _) in batch.Answers)
        {
            Tell(to, UnknownOutcome(to.Message));
        }

        Pump();
    }

    private sealed record Proof(Batch<TEvent> Batch, bool IsLast, Exception? Problem = null) : INoSerializationVerificationNeeded;
}
