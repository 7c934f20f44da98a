using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Network;
using ActorNet.Simulation.Running;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Owners;

/// <summary>What <c>PoolShard</c> does with its rules.</summary>
internal sealed class ShardIncarnation : Incarnation<ShardEvent>
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);

    private readonly ShardKey key;
    private readonly ShardCore core;
    private bool isRecovered;
    private bool isActivated;

    public ShardIncarnation(World world, string name, DriftingClock clock, ShardKey key, Journal<ShardEvent> journal, Action<Incarnation<ShardEvent>> stopped)
        : base(world, name, clock, journal, stopped)
    {
        this.key = key;
        core = new ShardCore(key, firstRequest: (long)(Chance.Next() >> 2), _ => { });
    }

    public ShardState State => core.State;

    /// <inheritdoc/>
    public override void Stop()
    {
        foreach (var parked in core.AbandonParked())
        {
            TellUnknown(parked.Command);
        }

        base.Stop();
    }

    protected override void Apply(ShardEvent change) => core.State.Apply(change, Moment);

    protected override void Restore(object snapshot) => core.State.Restore((ShardSnapshot)snapshot, Moment);

    protected override object TakeSnapshot() => core.State.ToSnapshot();

    protected override void OnRecovered()
    {
        isRecovered = true;
        World.Rules.OnRecovered(key, State, Position);
        if (State.Pool is { IsClosing: false } pool)
        {
            Activate(pool);
        }

        if (World.Mix.PoolsChange || !isActivated)
        {
            AskForPool();
        }
    }

    protected override void OnActivated() => core.OnActivated(Moment);

    protected override bool HandleAside(object message)
    {
        if (message is not PoolAnswer answer)
        {
            return false;
        }

        if (isRecovered && answer.Reply is PoolIsThere { Spec: var spec } && spec.Generation == key.Generation)
        {
            if (!isActivated)
            {
                Activate(State.Pool ?? spec);
            }

            if (spec.Version > State.Pool!.Version)
            {
                Deliver(new TakePool(new PoolSide(null, 0) { Pool = spec }), request: null);
            }
        }

        return true;
    }

    protected override void Decide(Command command, Batch<ShardEvent> batch) => core.Decide(command, batch, Moment);

    protected override void OnCommitted()
    {
        if (core.NextRequest(Moment) is { } request)
        {
            World.Owners.SendToCoordinator(this, key, request);
        }
    }

    protected override void Send(Arrival? arrival, object message)
    {
        switch (message)
        {
            case ShardAnswer { Reply: var reply } when arrival is { Request: { } request }:
                World.Trace?.Note(Name, $"answers {request.Command}: {reply}");
                World.Rules.OnAnswer(this, request, arrival.At, reply);
                World.Links.Of(request.Link).Send(Direction.Back, request.Receiver, () => request.Answered(reply));
                break;
            case BlocksYieldedOrNot or PoolTaken:
                World.Owners.SendToCoordinator(this, key, message);
                break;
            case ShardDigest digest:
                World.Views.OnDigest(key, digest);
                break;
        }
    }

    protected override object? UnknownOutcome(object message) => message is LeaseCommand ? new ShardAnswer(new OutcomeUnknown(), Position) : null;

    private void AskForPool()
    {
        if (!isActivated || core.MustAskForPool)
        {
            World.Owners.SendToCoordinator(this, key, new DescribePool(key.Pool));
        }

        if (!isActivated || World.Mix.PoolsChange)
        {
            After(isActivated ? 2 * LongestTick : LongestTick, AskForPool);
        }
    }

    private void Activate(PoolSpec pool)
    {
        isActivated = true;
        var tenth = pool.Timing.TimeToLive / 10;
        Activate(new ShardActivated(Moment.WallClock, new Secret128(Chance.Next()), pool), tenth < LongestTick ? tenth : LongestTick);
    }
}
