using System.Collections.Immutable;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Directory;
using Akka.Actor;

namespace ActorNet.Coordinator.Actors;

/// <summary>
/// This replica's way to one shard, wherever that runs. Commands go out together, at most four envelopes at a time, so that what one costs
/// between replicas shrinks as load grows. A shard that moves, dies or begins again loses what it was asked; so whatever is not answered in a
/// while is sent again, until its caller's time is up: no command is ever done twice.
/// </summary>
internal sealed class ShardLink : ReceiveActor, IWithTimers
{
    private const int MaxUnderWay = 4;
    private const int MaxCommands = 512;
    private const int MostDoublings = 2;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>How long no answer is taken for a slow one, the first time.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a shard that cannot answer is left in peace, the first time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ShardKey shard;
    private readonly IActorRef shards;
    private readonly DirectoryBarrier barrier;
    private readonly TimeProvider time;
    private readonly Dictionary<long, PendingCommand> pending = [];
    private readonly Queue<long> unsent = new();
    private int underWay;

    /// <summary>The numbers begin at random, so that no answer to an incarnation before this one is taken for its own.</summary>
    private long lastTicket = Random.Shared.NextInt64(long.MaxValue / 2);

    public ShardLink(ShardKey shard, IActorRef shards, DirectoryBarrier barrier, TimeProvider time)
    {
        (this.shard, this.shards, this.barrier, this.time) = (shard, shards, barrier, time);
        Receive<PendingCommand>(Add);
        Receive<LeaseAnswers>(Take);
        Receive<ShardNotReady>(_ => OnNotReady());
        Receive<Tick>(_ => OnTick());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ShardKey shard, IActorRef shards, DirectoryBarrier barrier, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new ShardLink(shard, shards, barrier, time));

    protected override void PostStop()
    {
        foreach (var command in pending.Values)
        {
            command.Complete(new OutcomeUnknown());
        }
    }

    private void Add(PendingCommand command)
    {
        if (pending.Count == 0)
        {
            Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TickInterval);
        }

        pending.Add(++lastTicket, command);
        unsent.Enqueue(lastTicket);
        Send();
    }

    private void Send()
    {
        while (underWay < MaxUnderWay && TakeUnsent() is { IsEmpty: false } commands)
        {
            var envelope = new CommandEnvelope(time.GetTimestamp());
            underWay++;
            foreach (var (ticket, _) in commands)
            {
                var command = pending[ticket];
                command.Envelope = envelope;
                command.ResendAt = After(Silence, command.Attempts++);
            }

            shards.Tell(new ShardEnvelope(shard, new LeaseCommands(commands)));
        }
    }

    private ImmutableArray<TicketedCommand> TakeUnsent()
    {
        var commands = ImmutableArray.CreateBuilder<TicketedCommand>(Math.Min(unsent.Count, MaxCommands));
        var bytes = 0;
        while (commands.Count < MaxCommands && bytes < MessageRoom.Most && unsent.TryDequeue(out var ticket))
        {
            if (pending.TryGetValue(ticket, out var command) && !command.IsOver)
            {
                bytes += MessageRoom.Of(command.Command);
                commands.Add(new TicketedCommand(ticket, command.Command));
            }
        }

        return commands.DrainToImmutable();
    }

    private void Take(LeaseAnswers answers)
    {
        var isCommitted = false;
        foreach (var (ticket, reply) in answers.Replies)
        {
            isCommitted |= reply is not (OutcomeUnknown or QueueFull);
            if (!pending.TryGetValue(ticket, out var command))
            {
                continue; // Sent twice, answered twice.
            }

            End(command.Envelope);
            if (reply is OutcomeUnknown)
            {
                Postpone(command);
            }
            else
            {
                command.Complete(reply);
                pending.Remove(ticket);
            }
        }

        // An answer that did not wait for a commit names a position that may never be written: readers must not wait for it.
        if (isCommitted)
        {
            barrier.Record(answers.Position);
        }

        Send();
    }

    /// <summary>The shard begins again, and has forgotten all that it was asked.</summary>
    private void OnNotReady()
    {
        foreach (var command in pending.Values.Where(command => command.Envelope is not null))
        {
            End(command.Envelope);
            Postpone(command);
        }
    }

    private void OnTick()
    {
        var now = time.GetTimestamp();
        foreach (var (ticket, command) in pending.OrderBy(entry => entry.Key).ToList())
        {
            if (command.IsOver || command.Deadline <= now)
            {
                End(command.Envelope);
                command.Complete(new OutcomeUnknown());
                pending.Remove(ticket);
            }
            else if (command.Envelope is { } envelope && time.GetElapsedTime(envelope.SentAt, now) > TickInterval)
            {
                // One that waits for space must not hold up those behind it.
                End(envelope);
            }

            if (!command.IsOver && command.ResendAt <= now)
            {
                End(command.Envelope);
                (command.Envelope, command.ResendAt) = (null, null);
                unsent.Enqueue(ticket);
            }
        }

        Send();
        if (pending.Count == 0)
        {
            Timers.Cancel(nameof(Tick));
        }
    }

    private void Postpone(PendingCommand command) => (command.Envelope, command.ResendAt) = (null, After(Pause, command.Attempts));

    private void End(CommandEnvelope? envelope)
    {
        if (envelope is { IsOver: false })
        {
            envelope.IsOver = true;
            underWay--;
        }
    }

    private long After(TimeSpan first, int attempts) =>
        time.GetTimestamp() + (long)((first * (1 << Math.Min(attempts, MostDoublings))).TotalSeconds * time.TimestampFrequency);

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }
}
