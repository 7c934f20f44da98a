using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Timing;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Running;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Time;
using Akka.Actor;

namespace ActorNet.Simulation.Owners;

/// <summary>
/// One incarnation of a shard or of the coordinator: the pipeline and the rules that the product runs, around them what <c>FencedActor</c> does. Several
/// may live at once, each sure to be the only one.
/// </summary>
internal abstract class Incarnation<TEvent> : SimulatedProcess, IWriter
    where TEvent : class, IJournaled
{
    private const int EventsPerSnapshot = 25;

    private readonly Journal<TEvent> journal;
    private readonly Dictionary<long, Arrival> arrivals = [];
    private readonly CommitPipeline<TEvent> pipeline;
    private readonly Action<Incarnation<TEvent>> stopped;
    private int position;
    private int lastSnapshot;
    private long lastTicket;
    private bool isTickWaiting;

    protected Incarnation(World world, string name, DriftingClock clock, Journal<TEvent> journal, Action<Incarnation<TEvent>> stopped)
        : base(world.Queue, name, clock)
    {
        (World, this.journal, this.stopped) = (world, journal, stopped);
        Chance = world.Chances.Of("owner", name);

        // So small that many batches take several writes, and a crash comes between them.
        var limits = new FencedActorLimits { CommandsPerBatch = Chance.Between(2, 16), BytesPerWrite = Chance.Between(1, 4) };
        pipeline = new CommitPipeline<TEvent>(limits, Apply, _ => 1);
    }

    /// <inheritdoc/>
    public TimeSpan? SupersededAt { get; set; }

    /// <inheritdoc/>
    public TimeSpan ActivatedAt { get; set; }

    /// <inheritdoc/>
    public bool IsInDoubt { get; private set; }

    public Moment Moment => new(Elapsed, DateTimeOffset.UnixEpoch + Elapsed);

    protected World World { get; }

    protected Chance Chance { get; }

    protected JournalPosition Position => new(journal.Id, position);

    /// <summary>Reads the journal, or a snapshot and what comes behind it.</summary>
    public void Start() => World.Store.ReadEnd(this, journal, (result, end) =>
    {
        if (result == StoreResult.Unknown)
        {
            Stop();
            return;
        }

        var from = 0;
        if (!Chance.Happens(0.2) && journal.Snapshot(before: Chance.Below(2), end) is var (at, state))
        {
            Restore(state);
            from = at;
        }

        foreach (var change in journal.Between(from, end))
        {
            Apply(change);
        }

        (position, lastSnapshot) = (end, from);
        OnRecovered();
    });

    /// <summary>A message arrives.</summary>
    public void Deliver(object message, Request? request)
    {
        if (HandleAside(message))
        {
            return;
        }

        World.Trace?.Note(Name, $"hears {message}");
        arrivals.Add(++lastTicket, new Arrival(request, World.Now));
        pipeline.Enqueue(new Command(message, ActorRefs.Nobody, lastTicket));
        Pump();
    }

    /// <summary>The process ends, of itself: whoever waits hears that nobody knows.</summary>
    public virtual void Stop()
    {
        if (!IsAlive)
        {
            return;
        }

        World.Trace?.Note(Name, "stops");
        foreach (var command in pipeline.Unanswered.ToList())
        {
            TellUnknown(command);
        }

        Crash();
    }

    /// <summary>The process ends and says nothing.</summary>
    public void Crash()
    {
        Kill();
        stopped(this);
    }

    protected abstract void Apply(TEvent change);

    protected abstract void Restore(object snapshot);

    protected abstract object TakeSnapshot();

    protected abstract void OnRecovered();

    protected abstract void OnActivated();

    protected abstract void Decide(Command command, Batch<TEvent> batch);

    protected abstract void OnCommitted();

    /// <summary>Sends a message; <paramref name="arrival"/> is what it answers.</summary>
    protected abstract void Send(Arrival? arrival, object message);

    /// <summary>What a caller hears when it cannot be told what became of its command; null: nothing.</summary>
    protected abstract object? UnknownOutcome(object message);

    protected virtual bool HandleAside(object message) => false;

    /// <summary>Writes first (safety rule 2).</summary>
    protected void Activate(TEvent activation, TimeSpan tickInterval)
    {
        Apply(activation);
        Write([activation], () =>
        {
            pipeline.Open();
            OnActivated();
            Pump();
            After(tickInterval, () => KeepTicking(tickInterval));
        });
    }

    protected void TellUnknown(Command command)
    {
        if (command.Message is { } message && UnknownOutcome(message) is { } answer)
        {
            Answer(command, answer);
        }
    }

    private void KeepTicking(TimeSpan interval)
    {
        if (!isTickWaiting)
        {
            isTickWaiting = true;
            pipeline.Enqueue(new Command(new Tick(), ActorRefs.Nobody));
            Pump();
        }

        After(interval, () => KeepTicking(interval));
    }

    private void Pump()
    {
        while (IsAlive && pipeline.DecideNext(DecideOne) is { } batch)
        {
            if (batch.EventCount > 0)
            {
                WriteUnlessProving();
            }
            else if (batch.Answers.Count > 0)
            {
                World.Store.Prove(this, journal, position, result => OnProof(batch, result));
            }
            else
            {
                OnCommitted();
            }
        }
    }

    private void DecideOne(Command command, Batch<TEvent> batch)
    {
        isTickWaiting &= command.Message is not Tick;
        Decide(command, batch);
    }

    private void OnProof(Batch<TEvent> batch, StoreResult result)
    {
        switch (result)
        {
            case StoreResult.Done:
                pipeline.EndProof(batch);
                Complete(batch);
                break;
            case StoreResult.Refused:
                World.Rules.OnRefused(this);
                World.Trace?.Note(Name, "is superseded");
                Stop();
                break;
            default:
                pipeline.EndProof(batch);
                foreach (var (to, _) in batch.Answers)
                {
                    TellUnknown(to);
                }

                WriteUnlessProving();
                Pump();
                break;
        }
    }

    private void WriteUnlessProving()
    {
        if (pipeline.TakeWrite() is { } batch)
        {
            WriteNext(batch, 0);
        }
    }

    private void WriteNext(Batch<TEvent> batch, int number) => Write(batch.Writes[number], () =>
    {
        if (number + 1 < batch.Writes.Count)
        {
            WriteNext(batch, number + 1);
            return;
        }

        pipeline.OnWritten();
        Complete(batch);
    });

    private void Write(IReadOnlyList<TEvent> events, Action done) => World.Store.Append(this, this, journal, position, events, result =>
    {
        IsInDoubt |= result == StoreResult.Unknown;
        if (result == StoreResult.Refused)
        {
            World.Rules.OnRefused(this);
        }

        if (result != StoreResult.Done)
        {
            World.Trace?.Note(Name, $"has its write {(result == StoreResult.Refused ? "refused" : "in doubt")}");
            Stop();
            return;
        }

        position += events.Count;
        done();
    });

    private void Complete(Batch<TEvent> batch)
    {
        foreach (var (to, message) in batch.Answers)
        {
            Answer(to, message(new Committed(Position, Moment)));
        }

        WriteUnlessProving();
        if (pipeline.IsWritten)
        {
            OnCommitted();
            SaveSnapshotIfDue();
        }

        Pump();
    }

    private void Answer(Command to, object message)
    {
        arrivals.Remove(to.Ticket, out var arrival);
        Send(arrival, message);
    }

    private void SaveSnapshotIfDue()
    {
        if (position - lastSnapshot >= EventsPerSnapshot)
        {
            lastSnapshot = position;
            journal.Save(position, TakeSnapshot());
        }
    }

    /// <summary>How a command came.</summary>
    /// <param name="Request">Whose it is; null where it is not a node's or an operator's.</param>
    /// <param name="At">When, in real time.</param>
    internal sealed record Arrival(Request? Request, TimeSpan At);
}
