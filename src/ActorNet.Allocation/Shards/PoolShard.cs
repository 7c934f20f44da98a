using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Timing;
using Akka.Actor;
using Akka.Event;

namespace ActorNet.Allocation.Shards;

/// <summary>Owns some blocks of a pool and the leases of all nodes that hash to it.</summary>
internal sealed class PoolShard : FencedActor<ShardEvent>, IWithTimers
{
    private const int MaxExpiriesPerTick = 256;
    private static readonly TimeSpan MaxTickInterval = TimeSpan.FromSeconds(1);

    private readonly ShardKey key;
    private readonly IActorRef pools;
    private readonly MomentSource clock;
    private readonly ShardState state = new();
    private readonly Parking parking = new();
    private bool isTickWaiting;

    public PoolShard(ShardKey key, IActorRef pools, TimeProvider time, IOwnershipProof proof)
        : base(proof)
    {
        this.key = key;
        this.pools = pools;
        clock = new MomentSource(time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public override string PersistenceId => key.PersistenceId;

    public static Props Props(ShardKey key, IActorRef pools, TimeProvider time, IOwnershipProof proof) =>
        Akka.Actor.Props.Create(() => new PoolShard(key, pools, time, proof));

    protected override void Apply(ShardEvent change) => state.Apply(change, clock.Now);

    protected override void Restore(object snapshot) => state.Restore((ShardSnapshot)snapshot, clock.Now);

    protected override object TakeSnapshot() => state.ToSnapshot();

    protected override void OnRecovered()
    {
        if (state.Pool is { } pool)
        {
            Activate(pool);
        }
        else
        {
            Timers.StartPeriodicTimer(nameof(AskForPool), new AskForPool(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>A take-over gives every lease its full time anew, whatever was known before (safety rule 5).</summary>
    protected override void OnActivated() => state.RestartDeadlines(clock.Now);

    protected override bool HandleAside(object message)
    {
        switch (message)
        {
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

    protected override void Decide(Command command, Batch<ShardEvent> batch)
    {
        var now = clock.Now;
        switch (command.Message)
        {
            case AcquireLease acquire:
                Acquire(new Parked(acquire, command, AcquireRules.FirstSearch(state, acquire), now.Elapsed), batch, now);
                break;
            case RenewLease renew:
                Carry(RenewalRules.Decide(state, renew, now), renew, command, batch);
                break;
            case ReleaseLease release:
                Carry(ReleaseRules.Decide(state, release, now), release, command, batch);
                break;
            case BlocksOffered offered:
                Receive(offered.Side, batch, now);
                parking.OnAnswer(offered.Request, isRefusal: false);
                RetryParked(batch, now);
                break;
            case NoSpaceLeft refused:
                Receive(refused.Side, batch, now);
                parking.OnAnswer(refused.Request, isRefusal: true, refused.IsCertain);
                RetryParked(batch, now);
                break;
            case YieldBlocks yield:
                Yield(yield, command, batch, now);
                break;
            case Tick:
                OnTick(batch, now);
                break;
            default:
                Unhandled(command.Message);
                break;
        }
    }

    protected override void OnCommitted()
    {
        // Only now: what a request says of the shard's side must be in the journal.
        if (parking.NextRequest(clock.Now.Elapsed) is { } request)
        {
            pools.Tell(new RequestBlocks(request.Number, key, request.Need, request.MayEndQuarantine, Side()));
        }
    }

    protected override object? UnknownOutcome(object message) => message is LeaseCommand ? new ShardAnswer(new OutcomeUnknown(), Position) : null;

    protected override object? QueueFull(object message) => message is LeaseCommand ? new ShardAnswer(new QueueFull(), Position) : null;

    protected override void PostStop()
    {
        foreach (var parked in parking.TakeAll())
        {
            parked.Command.Sender.Tell(UnknownOutcome(parked.Acquire)!);
        }

        base.PostStop();
    }

    private void OnPoolDescribed(PoolReply reply)
    {
        if (state.Pool is not null)
        {
            return;
        }

        if (reply is PoolIsThere { Spec: var spec } && spec.Generation == key.Generation)
        {
            Timers.Cancel(nameof(AskForPool));
            Activate(spec);
        }
        else if (reply is not PoolOutcomeUnknown)
        {
            Log.Warning("shard {0} has no pool: the coordinator answers {1}", key, reply);
            Context.Stop(Self);
        }
    }

    private void Activate(PoolSpec pool)
    {
        Activate(new ShardActivated(clock.Now.WallClock, Secret128.Draw(), pool));
        var tenth = pool.Timing.TimeToLive / 10;
        Timers.StartPeriodicTimer(nameof(Tick), new Tick(), tenth < MaxTickInterval ? tenth : MaxTickInterval);
    }

    private void Acquire(Parked request, Batch<ShardEvent> batch, Moment now)
    {
        var decision = AcquireRules.Decide(state, request.Acquire, request.Search, now);
        if (decision.Need is { } need)
        {
            parking.Park(request with { Need = need });
        }
        else
        {
            Carry(decision, request.Acquire, request.Command, batch);
        }
    }

    private void RetryParked(Batch<ShardEvent> batch, Moment now)
    {
        foreach (var parked in parking.TakeAll())
        {
            Acquire(parked, batch, now);
        }
    }

    private void Carry(LeaseDecision decision, LeaseCommand asked, Command command, Batch<ShardEvent> batch)
    {
        foreach (var change in decision.Events)
        {
            batch.Write(change);
        }

        var reply = decision.Reply!;
        batch.Answer(command, () =>
        {
            if (reply is LeaseGrant or LeaseRenewal)
            {
                // The holder counts from before this moment, so the owner may count from here (safety rule 5).
                state.Deadlines.Extend(asked.Node, state.Pool!.Timing.ReclaimAfter(clock.Now));
            }

            command.Sender.Tell(new ShardAnswer(reply, Position));
        });
    }

    private void Receive(PoolSide side, Batch<ShardEvent> batch, Moment now)
    {
        if (side.LastGrant is { } grant && grant.Number > state.LastGrant)
        {
            batch.Write(new BlocksReceived(now.WallClock, grant));
        }
    }

    private void Yield(YieldBlocks yield, Command command, Batch<ShardEvent> batch, Moment now)
    {
        Receive(yield.Side, batch, now);
        foreach (var change in YieldRules.Decide(state, yield.Need, yield.MayEndQuarantine, yield.Side.ConfirmedReturn, now))
        {
            batch.Write(change);
        }

        batch.Answer(command, () => command.Sender.Tell(new BlocksYieldedOrNot(yield.Round, key, Side())));
    }

    private void OnTick(Batch<ShardEvent> batch, Moment now)
    {
        isTickWaiting = false;
        for (var i = 0; i < MaxExpiriesPerTick && state.Deadlines.TryTakeDue(now.Elapsed, out var node); i++)
        {
            if (ExpiryRules.Decide(state, node.Value, now) is { } change)
            {
                batch.Write(change);
            }
        }

        foreach (var late in parking.TakeLate(now.Elapsed))
        {
            late.Command.Sender.Tell(UnknownOutcome(late.Acquire)!);
        }
    }

    private ShardSide Side() => new(state.LastGrant, state.LastReturn);

    private sealed record AskForPool;

    private sealed record Tick;
}
