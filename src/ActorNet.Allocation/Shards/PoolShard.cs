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

    /// <summary>How often the pool is asked for by a shard that has to: see <see cref="ShardCore.MustAskForPool"/>.</summary>
    private static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(2);

    private readonly ShardKey key;
    private readonly IActorRef pools;
    private readonly ShardCore core;
    private readonly Callers callers = new();
    private bool isTickWaiting;
    private bool isActivated;
    private bool isPoolGone;

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
        if (core.State.Pool is { IsClosing: false } pool)
        {
            Activate(pool);
        }
        else
        {
            // One that was closed may be of a pool that is gone by now: nothing is written for that any more.
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
            case AskForPool when isActivated && !core.MustAskForPool:
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

    protected override bool IsKnown(object message) =>
        message is BlocksOffered or NoSpaceLeft or YieldBlocks or WithholdRanges or TakePool or DigestShard or Tick;

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

    /// <summary>Whoever asks a shard of a pool that is gone is to look which pool there is.</summary>
    protected override object? UnknownOutcome(object message) => Refuse(message, isPoolGone ? new PoolCordoned(IsClosing: true) : new OutcomeUnknown());

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
        switch (reply)
        {
            case PoolIsThere { Spec: var spec } when spec.Generation == key.Generation && key.Index < spec.ShardCount:
                if (!isActivated)
                {
                    Activate(core.State.Pool ?? spec);
                }

                if (spec.Version > core.State.Pool!.Version)
                {
                    Enqueue(new Command(new TakePool(new PoolSide(LastGrant: null, ConfirmedReturn: 0) { Pool = spec }), pools));
                    Pump();
                }

                break;
            case PoolIsThere { Spec.Generation: var generation } when generation < key.Generation:
                break; // Said by a coordinator that does not know yet.
            case PoolIsThere or PoolNotFound:
                isPoolGone = true;
                Log.Info("shard {0} ends: its pool is gone, the coordinator answers {1}", key, reply);
                Context.Parent.Tell(HandOver.Instance, ActorRefs.NoSender); // It would start this one again.
                break;
            default:
                break; // Nobody knows, and it is asked again.
        }
    }

    private void Activate(PoolSpec pool)
    {
        isActivated = true;
        Activate(new ShardActivated(Now.WallClock, Secret128.Draw(), pool));
        var tenth = pool.Timing.TimeToLive / 10;
        Timers.StartPeriodicTimer(nameof(Tick), new Tick(), tenth < MaxTickInterval ? tenth : MaxTickInterval);
        Timers.StartPeriodicTimer(nameof(AskForPool), new AskForPool(), AskInterval);
    }

    private sealed record AskForPool;
}
