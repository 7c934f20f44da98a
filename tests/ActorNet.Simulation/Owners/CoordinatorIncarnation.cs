using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Running;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Owners;

/// <summary>What <c>PoolCoordinator</c> does with its rules.</summary>
internal sealed class CoordinatorIncarnation : Incarnation<PoolEvent>
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(500);

    private readonly PoolCore core;

    public CoordinatorIncarnation(World world, string name, DriftingClock clock, Journal<PoolEvent> journal, Action<Incarnation<PoolEvent>> stopped)
        : base(world, name, clock, journal, stopped) => core = new PoolCore(firstQuestion: (long)(Chance.Next() >> 2), _ => { });

    protected override void Apply(PoolEvent change) => core.State.Apply(change);

    protected override void Restore(object snapshot) => core.State.Restore((PoolSnapshot)snapshot);

    protected override object TakeSnapshot() => core.State.ToSnapshot();

    protected override void OnRecovered()
    {
        World.Rules.OnPoolsRecovered(core.State, Position);
        Activate(new CoordinatorActivated(Moment.WallClock, new Secret128(Chance.Next())), TickInterval);
    }

    protected override void OnActivated()
    {
    }

    protected override void Decide(Command command, Batch<PoolEvent> batch) => core.Decide(command, batch, Moment);

    protected override void OnCommitted()
    {
        foreach (var question in core.NextQuestions(Moment))
        {
            World.Owners.SendToShard(this, question.Shard, question.Message);
        }
    }

    protected override void Send(Arrival? arrival, object message)
    {
        switch (message)
        {
            case ShardEnvelope envelope:
                World.Owners.SendToShard(this, envelope.Shard, envelope.Message);
                break;
            case PoolAnswer { Reply: PoolIsThere { Spec: var spec } }:
                World.Owners.Introduce(this, spec, (PoolAnswer)message);
                break;
        }
    }

    protected override object? UnknownOutcome(object message) => null;
}
