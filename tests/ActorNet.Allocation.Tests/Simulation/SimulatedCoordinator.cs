using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Simulation;

internal sealed class SimulatedCoordinator(long firstQuestion, SimulatedJournal<PoolEvent> journal, Action<Command, object> send)
    : SimulatedActor<PoolEvent>(journal)
{
    private readonly PoolCore core = new(firstQuestion, _ => { });

    protected override void RestoreFrom(IReadOnlyList<PoolEvent> events, Moment now)
    {
        var before = new PoolState();
        foreach (var change in events)
        {
            before.Apply(change);
        }

        core.State.Restore(before.ToSnapshot());
    }

    protected override PoolEvent Activation(Moment now) => new CoordinatorActivated(now.WallClock, new Secret128(1));

    protected override void OnActivated(Moment now)
    {
    }

    protected override void Apply(PoolEvent change, Moment now) => core.State.Apply(change);

    protected override void Decide(Command command, Batch<PoolEvent> batch, Moment now) => core.Decide(command, batch, now);

    protected override void OnCommitted(Moment now)
    {
        foreach (var question in core.NextQuestions(now))
        {
            send(default, question);
        }
    }

    protected override void Send(Command to, object message) => send(to, message);
}
