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
    where TEvent : class, IJournaled
{
    /// <summary>So small that most batches take several writes, and a crash may come between them.</summary>
    private const int BytesPerWrite = 150;

    private readonly Queue<Command> waiting = new();
    private Batch<TEvent>? underway;
    private int written;
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

        var batch = new Batch<TEvent>(change => Apply(change, now), BytesPerWrite);
        for (var i = 0; i < atMost && waiting.TryDequeue(out var command); i++)
        {
            Decide(command, batch, now);
        }

        if (batch.EventCount == 0 && batch.Answers.Count == 0)
        {
            OnCommitted(now);
        }
        else
        {
            (underway, written) = (batch, 0);
        }
    }

    /// <summary>The store does its part: it takes the next write of the batch, or finds that there is another writer.</summary>
    /// <returns>Whether that was the last one.</returns>
    public bool CommitNext()
    {
        var writes = underway!.Writes;
        return Commit(writes.ElementAtOrDefault(written) ?? []) && ++written >= writes.Count;
    }

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

    /// <summary>Commits what is left of the batch, without anybody in between.</summary>
    public void CommitRest()
    {
        while (!CommitNext())
        {
            Assert.False(IsDead, "there is no other writer");
        }
    }

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
