using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Simulation;

internal sealed class SimulatedShard(ShardKey key, PoolSpec pool, long firstRequest, SimulatedJournal<ShardEvent> journal, Action<Command, object> send)
    : SimulatedActor<ShardEvent>(journal)
{
    private readonly ShardCore core = new(key, firstRequest, _ => { });

    protected override void RestoreFrom(IReadOnlyList<ShardEvent> events, Moment now)
    {
        var before = new ShardState();
        foreach (var change in events)
        {
            before.Apply(change, now);
        }

        core.State.Restore(before.ToSnapshot(), now);
    }

    protected override ShardEvent Activation(Moment now) => new ShardActivated(now.WallClock, new Secret128(1), pool);

    protected override void OnActivated(Moment now) => core.State.RestartDeadlines(now);

    protected override void Apply(ShardEvent change, Moment now) => core.State.Apply(change, now);

    protected override void Decide(Command command, Batch<ShardEvent> batch, Moment now) => core.Decide(command, batch, now);

    protected override void OnCommitted(Moment now)
    {
        if (core.NextRequest(now) is { } request)
        {
            send(default, request);
        }
    }

    protected override void Send(Command to, object message) => send(to, message);
}
