using ActorNet.Allocation.Identity;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace ActorNet.Allocation.Persistence;

/// <summary>
/// The shell around a state and its rules. Commands wait until the batch before them is committed; then all that wait are decided together,
/// on one state, and their events written as one. No answer leaves before its batch is committed: written, or, where there is nothing to
/// write, proved by the store to come from the journal's owner (safety rules 1 and 3). A shell whose write fails stops and takes with it the
/// state that ran ahead of the journal.
/// </summary>
/// <typeparam name="TEvent">What the journal holds.</typeparam>
internal abstract class FencedActor<TEvent>(IOwnershipProof proof) : UntypedPersistentActor
    where TEvent : class, IJournaled
{
    private const int MaxWaiting = 20_000;
    private const int MaxBatch = 512;
    private const int EventsPerSnapshot = 1_000;

    private readonly Queue<Command> waiting = new();
    private Batch<TEvent>? underway;
    private bool isServing;
    private long lastSnapshot;

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

    /// <summary>Decides one command; what follows goes into the batch.</summary>
    protected abstract void Decide(Command command, Batch<TEvent> batch);

    /// <summary>Everything decided so far is committed.</summary>
    protected abstract void OnCommitted();

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
            case Proof { Batch: var batch, IsLast: true }:
                Complete(batch);
                break;
            case Proof:
                Log.Warning("{0} has another writer: this incarnation stops", PersistenceId);
                Context.Stop(Self);
                break;
            case ProofFailed failed:
                GiveUp(failed);
                break;
            case SaveSnapshotSuccess saved:
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - EventsPerSnapshot));
                break;
            case SaveSnapshotFailure failure:
                Log.Warning(failure.Cause, "{0} could not save a snapshot; it goes on without", PersistenceId);
                break;
            case DeleteSnapshotsFailure failure:
                Log.Warning(failure.Cause, "{0} could not delete old snapshots", PersistenceId);
                break;
            case DeleteSnapshotsSuccess:
                break;
            default:
                if (!HandleAside(message))
                {
                    Enqueue(new Command(message, Sender));
                }

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

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self); // The state ran ahead of a journal that will not follow.
    }

    protected override void PostStop()
    {
        foreach (var command in (underway?.Answered ?? []).Concat(waiting))
        {
            Tell(command, UnknownOutcome(command.Message));
        }

        base.PostStop();
    }

    private static void Tell(Command command, object? answer)
    {
        if (answer is not null)
        {
            command.Sender.Tell(answer);
        }
    }

    private void Enqueue(Command command)
    {
        if (waiting.Count >= MaxWaiting)
        {
            Tell(command, QueueFull(command.Message));
            return;
        }

        waiting.Enqueue(command);
        Pump();
    }

    private void Pump()
    {
        while (isServing && underway is null && waiting.Count > 0)
        {
            var batch = new Batch<TEvent>(Apply);
            for (var i = 0; i < MaxBatch && waiting.TryDequeue(out var command); i++)
            {
                Decide(command, batch);
            }

            Commit(batch);
        }
    }

    private void Commit(Batch<TEvent> batch)
    {
        if (batch.Events.Count > 0)
        {
            underway = batch;
            var left = batch.Events.Count;
            PersistAllAsync(batch.Events, _ =>
            {
                if (--left == 0)
                {
                    Complete(batch);
                }
            });
        }
        else if (batch.HasAnswers)
        {
            underway = batch;
            _ = proof.IsLastAsync(Position).PipeTo(
                Self,
                success: isLast => new Proof(batch, isLast),
                failure: problem => new ProofFailed(batch, problem));
        }
        else
        {
            OnCommitted();
        }
    }

    private void Complete(Batch<TEvent> batch)
    {
        underway = null;
        batch.SendAnswers();
        OnCommitted();
        if (LastSequenceNr - lastSnapshot >= EventsPerSnapshot)
        {
            lastSnapshot = LastSequenceNr;
            SaveSnapshot(TakeSnapshot());
        }

        Pump();
    }

    private void GiveUp(ProofFailed failed)
    {
        Log.Warning(failed.Problem, "{0} could not prove that it still owns its journal", PersistenceId);
        underway = null;
        foreach (var command in failed.Batch.Answered)
        {
            Tell(command, UnknownOutcome(command.Message));
        }

        Pump();
    }

    private sealed record Proof(Batch<TEvent> Batch, bool IsLast) : INoSerializationVerificationNeeded;

    private sealed record ProofFailed(Batch<TEvent> Batch, Exception Problem) : INoSerializationVerificationNeeded;
}
