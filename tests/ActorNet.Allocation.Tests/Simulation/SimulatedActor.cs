using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Timing;
using Akka.Actor;

namespace ActorNet.Allocation.Tests.Simulation;

/// <summary>
/// One incarnation of a shard or of the coordinator, with what the real shell does and nothing else: commands wait while a batch is
/// committed, answers wait for the commit. Several incarnations may live at once.
/// </summary>
internal abstract class SimulatedActor<TEvent>(SimulatedJournal<TEvent> journal)
{
    private readonly Queue<Command> waiting = new();
    private Batch<TEvent>? underway;
    private int position;

    public bool IsDead { get; private set; }

    public bool IsCommitting => underway is not null;

    /// <summary>Reads the journal, or a snapshot of an earlier position and the rest, and writes first (safety rule 2).</summary>
    public void Start(int snapshotPosition, Moment now)
    {
        if (snapshotPosition > 0)
        {
            RestoreFrom([.. journal.Events.Take(snapshotPosition)], now);
        }

        foreach (var change in journal.Events.Skip(snapshotPosition))
        {
            Apply(change, now);
        }

        position = journal.Events.Count;
        var activation = Activation(now);
        Apply(activation, now);
        Commit([activation]);
        OnActivated(now);
    }

    public void Deliver(object message) => waiting.Enqueue(new Command(message, ActorRefs.Nobody));

    /// <summary>Decides some of what waits, together.</summary>
    public void Decide(int atMost, Moment now)
    {
        if (underway is not null || waiting.Count == 0)
        {
            return;
        }

        var batch = new Batch<TEvent>(change => Apply(change, now));
        for (var i = 0; i < atMost && waiting.TryDequeue(out var command); i++)
        {
            Decide(command, batch, now);
        }

        if (batch.Events.Count == 0 && batch.Answers.Count == 0)
        {
            OnCommitted(now);
        }
        else
        {
            underway = batch;
        }
    }

    /// <summary>The store does its part: it takes the batch, or finds that there is another writer.</summary>
    public bool CommitUnderway() => Commit(underway!.Events);

    /// <summary>The store's answer arrives.</summary>
    public void OnCommitAnswered(Moment now)
    {
        var batch = underway!;
        underway = null;
        foreach (var (to, message) in batch.Answers)
        {
            Send(to, message(new Committed(new JournalPosition("simulated", position), now)));
        }

        OnCommitted(now);
    }

    public void Die() => IsDead = true;

    protected abstract void RestoreFrom(IReadOnlyList<TEvent> events, Moment now);

    protected abstract TEvent Activation(Moment now);

    protected abstract void OnActivated(Moment now);

    protected abstract void Apply(TEvent change, Moment now);

    protected abstract void Decide(Command command, Batch<TEvent> batch, Moment now);

    protected abstract void OnCommitted(Moment now);

    protected abstract void Send(Command to, object message);

    private bool Commit(IReadOnlyList<TEvent> events)
    {
        if (!journal.TryAppend(position, events))
        {
            Die();
            return false;
        }

        position += events.Count;
        return true;
    }
}
