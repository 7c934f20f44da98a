using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Timing;
using Akka.Actor;
using Akka.Event;

namespace ActorNet.Allocation.Shards;

/// <summary>Owns some blocks of a pool and the leases of all nodes that hash to it.</summary>
internal sealed class PoolShard : FencedActor<ShardEvent>, IWithTimers
{
    private static readonly TimeSpan MaxTickInterval = TimeSpan.FromSeconds(1);

    private readonly ShardKey key;
    private readonly IActorRef pools;
    private readonly ShardCore core;
    private readonly Callers callers = new();
    private bool isTickWaiting;

    public PoolShard(ShardKey key, IActorRef pools, TimeProvider time, IOwnershipProof proof, FencedActorLimits limits)
        : base(time, proof, limits)
    {
        this.key = key;
        this.pools = pools;
        core = new ShardCore(key, firstRequest: Random.Shared.NextInt64(long.MaxValue / 2), problem => Log.Warning("{0}", problem));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public override string PersistenceId => key.PersistenceId;

    public static Props Props(ShardKey key, IActorRef pools, TimeProvider time, IOwnershipProof proof, FencedActorLimits limits) =>
        Akka.Actor.Props.Create(() => new PoolShard(key, pools, time, proof, limits));

    protected override void Apply(ShardEvent change) => core.State.Apply(change, Now);

    protected override void Restore(object snapshot) => core.State.Restore((ShardSnapshot)snapshot, Now);

    protected override object TakeSnapshot() => core.State.ToSnapshot();

    protected override int StateSize => core.State.LeaseCount;

    protected override void OnRecovered()
    {
        if (core.State.Pool is { } pool)
        {
            Activate(pool);
        }
        else
        {
            Timers.StartPeriodicTimer(nameof(AskForPool), new AskForPool(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }
    }

    protected override void OnActivated() => core.OnActivated(Now);

    protected override bool HandleAside(object message)
    {
        switch (message)
        {
            case LeaseCommands commands:
                foreach (var (ticket, command) in commands.Commands.Where(command => callers.TryAdd(Sender, command.Ticket)))
                {
                    Enqueue(new Command(command, Sender, ticket));
                }

                Pump();
                return true;
            case WakeShard:
                return true;
            case AskForPool:
                pools.Tell(new DescribePool(key.Pool));
                return true;
            case PoolAnswer answer:
                OnPoolDescribed(answer.Reply);
                return true;
            case Tick when isTickWaiting:
                return true;
            case Tick:
                isTickWaiting = true;
                return false;
            default:
                return false;
        }
    }

    protected override bool IsKnown(object message) => message is BlocksOffered or NoSpaceLeft or YieldBlocks or WithholdRanges or DigestShard or Tick;

    protected override void Decide(Command command, Batch<ShardEvent> batch)
    {
        if (command.Message is LeaseCommand { Node: var node } && core.State.Pool!.ShardOf(node) != key)
        {
            Log.Error("a command for node {0} came to shard {1}, which is not the node's", node, key);
            Tell(command, UnknownOutcome(command.Message));
            return;
        }

        isTickWaiting = isTickWaiting && command.Message is not Tick;
        core.Decide(command, batch, Now);
    }

    protected override void Send(Command to, object message)
    {
        if (message is ShardAnswer answer)
        {
            callers.Answer(to.Sender, to.Ticket, answer);
        }
        else
        {
            base.Send(to, message);
        }
    }

    protected override void FlushAnswers() => callers.SendAnswers();

    protected override void OnCommitted()
    {
        if (core.NextRequest(Now) is { } request)
        {
            pools.Tell(request);
        }
    }

    protected override object? UnknownOutcome(object message) => Refuse(message, new OutcomeUnknown());

    protected override object? QueueFull(object message) => Refuse(message, new QueueFull());

    protected override void PostStop()
    {
        foreach (var parked in core.AbandonParked())
        {
            Tell(parked.Command, UnknownOutcome(parked.Acquire));
        }

        base.PostStop();
    }

    private ShardAnswer? Refuse(object message, LeaseRefusal refusal) =>
        message is LeaseCommand ? new ShardAnswer(refusal, Position) : null;

    private void OnPoolDescribed(PoolReply reply)
    {
        if (core.State.Pool is not null)
        {
            return;
        }

        if (reply is PoolIsThere { Spec: var spec } && spec.Generation == key.Generation && key.Index < spec.ShardCount)
        {
            Timers.Cancel(nameof(AskForPool));
            Activate(spec);
        }
        else if (reply is not (PoolOutcomeUnknown or PoolQueueFull))
        {
            Log.Warning("shard {0} has no pool: the coordinator answers {1}", key, reply);
            Context.Stop(Self);
        }
    }

    private void Activate(PoolSpec pool)
    {
        Activate(new ShardActivated(Now.WallClock, Secret128.Draw(), pool));
        var tenth = pool.Timing.TimeToLive / 10;
        Timers.StartPeriodicTimer(nameof(Tick), new Tick(), tenth < MaxTickInterval ? tenth : MaxTickInterval);
    }

    private sealed record AskForPool;
}
