using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Timing;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace ActorNet.Allocation.Persistence;

/// <summary>
/// The shell around a state and its rules. Commands that wait are decided together, on one state, and their events written together; while they
/// are written, nothing is decided. Where there is nothing to write, the store proves instead that the journal has no other owner, and what comes
/// meanwhile is decided and proved on its own: see <see cref="CommitPipeline{TEvent}"/>. No answer leaves before its batch is written or
/// proved (safety rules 1 and 3). A shell whose write fails stops and takes with it the state that ran ahead of the journal.
/// </summary>
/// <typeparam name="TEvent">What the journal holds.</typeparam>
/// <param name="time">The clocks.</param>
/// <param name="proof">Proves ownership of the journal.</param>
/// <param name="limits">How much it takes at once.</param>
internal abstract class FencedActor<TEvent>(TimeProvider time, IOwnershipProof proof, FencedActorLimits limits) : UntypedPersistentActor
    where TEvent : class, IJournaled
{
    private readonly MomentSource clock = new(time);
    private CommitPipeline<TEvent>? pipeline;
    private bool isLeaving;
    private long lastSnapshot;

    private CommitPipeline<TEvent> Pipeline => pipeline ??= new(limits, Apply, AllocationSerializer.RoomFor);

    protected Moment Now => clock.Now;

    /// <summary>The end of the journal as far as everything that has left this actor is concerned.</summary>
    protected JournalPosition Position => new(PersistenceId, LastSequenceNr);

    /// <summary>Changes the state.</summary>
    protected abstract void Apply(TEvent change);

    /// <summary>Takes the place of all events up to a snapshot.</summary>
    protected abstract void Restore(object snapshot);

    protected abstract object TakeSnapshot();

    /// <summary>How many things the state holds: what a snapshot costs is in proportion to it.</summary>
    protected virtual int StateSize => 0;

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

    /// <summary>Sends an answer, or keeps it until <see cref="FlushAnswers"/>.</summary>
    protected virtual void Send(Command to, object message) => to.Sender.Tell(message);

    /// <summary>For now there are no more answers.</summary>
    protected virtual void FlushAnswers()
    {
    }

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
            Pipeline.Open();
            OnActivated();
            Pump();
        });
    }

    protected sealed override void OnCommand(object message)
    {
        switch (message)
        {
            case Proof { Batch: var batch } when !Pipeline.IsProving(batch):
                break; // Of an incarnation before this one.
            case Proof { Problem: { } problem, Batch: var batch }:
                GiveUp(batch, problem);
                break;
            case Proof { IsLast: true, Batch: var batch }:
                Pipeline.EndProof(batch);
                Complete(batch);
                break;
            case Proof:
                Log.Warning("{0} has been taken over: somebody else has written to its journal, and this incarnation stops", PersistenceId);
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
            case HandOver:
                isLeaving = true;
                StopIfDone();
                break;
            case var _ when HandleAside(message):
                break;
            case var _ when IsKnown(message):
                Enqueue(new Command(message, Sender));
                Pump();
                break;
            default:
                Unhandled(message);
                break;
        }

        FlushAnswers();
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
        foreach (var command in Pipeline.Unanswered)
        {
            Tell(command, UnknownOutcome(command.Message));
        }

        FlushAnswers();
        base.PostStop();
    }

    protected void Tell(Command command, object? answer)
    {
        if (answer is not null)
        {
            Send(command, answer);
        }
    }

    /// <summary>Lets a command wait for its turn, which comes with <see cref="Pump"/>.</summary>
    protected void Enqueue(Command command)
    {
        if (isLeaving)
        {
            Tell(command, UnknownOutcome(command.Message));
            return;
        }

        // Whoever hears nothing of a full queue is one of few, and counts on being heard.
        if (Pipeline.IsFull && QueueFull(command.Message) is { } refusal)
        {
            Tell(command, refusal);
            return;
        }

        Pipeline.Enqueue(command);
    }

    /// <summary>Decides what waits, as far as that may be.</summary>
    protected void Pump()
    {
        while (Pipeline.DecideNext(Decide) is { } batch)
        {
            Commit(batch);
        }

        StopIfDone();
    }

    private void StopIfDone()
    {
        if (isLeaving && (!Pipeline.IsOpen || Pipeline.IsEmpty))
        {
            Context.Stop(Self);
        }
    }

    private void Commit(Batch<TEvent> batch)
    {
        if (batch.EventCount > 0)
        {
            WriteUnlessProving();
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
            OnCommitted();
        }
    }

    private void WriteUnlessProving()
    {
        if (Pipeline.TakeWrite() is not { } batch)
        {
            return;
        }

        var left = batch.EventCount;
        foreach (var write in batch.Writes)
        {
            PersistAllAsync(write, _ =>
            {
                if (--left == 0)
                {
                    Pipeline.OnWritten();
                    Complete(batch);
                }
            });
        }
    }

    private void Complete(Batch<TEvent> batch)
    {
        foreach (var (to, message) in batch.Answers)
        {
            Send(to, message(new Committed(Position, Now)));
        }

        FlushAnswers();
        WriteUnlessProving();
        if (Pipeline.IsWritten)
        {
            OnCommitted();
            SaveSnapshotIfDue();
        }

        Pump();
    }

    private void GiveUp(Batch<TEvent> batch, Exception problem)
    {
        Log.Warning(problem, "{0} could not prove that it still owns its journal", PersistenceId);
        Pipeline.EndProof(batch);
        foreach (var (to, _) in batch.Answers)
        {
            Tell(to, UnknownOutcome(to.Message));
        }

        FlushAnswers();
        WriteUnlessProving();
        Pump();
    }

    /// <summary>As often as keeps both the cost of an event and the events that a recovery reads in proportion to the state.</summary>
    private void SaveSnapshotIfDue()
    {
        if (LastSequenceNr - lastSnapshot >= Math.Max(limits.EventsPerSnapshot, StateSize / 2))
        {
            lastSnapshot = LastSequenceNr;
            SaveSnapshot(TakeSnapshot());
        }
    }

    private sealed record Proof(Batch<TEvent> Batch, bool IsLast, Exception? Problem = null) : INoSerializationVerificationNeeded;
}
