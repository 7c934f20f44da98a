using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Tests.Persistence;

/// <summary>A command that does what the test says.</summary>
internal sealed record Scripted(Action<Batch<PoolEvent>, Command> Decide);

/// <summary>A shell around nothing, for commands that tests make up.</summary>
internal sealed class ScriptedActor(IOwnershipProof proof, FencedActorLimits limits) : FencedActor<PoolEvent>(TimeProvider.System, proof, limits)
{
    public const string Unknown = "unknown";

    public override string PersistenceId => "scripted";

    protected override void Apply(PoolEvent change)
    {
    }

    protected override void Restore(object snapshot)
    {
    }

    protected override object TakeSnapshot() => new PoolSnapshot([]);

    protected override void OnRecovered() => Activate(new CoordinatorActivated(Now.WallClock, new Secret128(1)));

    protected override bool IsKnown(object message) => message is Scripted;

    protected override void Decide(Command command, Batch<PoolEvent> batch) => ((Scripted)command.Message).Decide(batch, command);

    protected override void OnCommitted()
    {
    }

    protected override object? UnknownOutcome(object message) => message is Scripted ? Unknown : null;

    protected override object? QueueFull(object message) => null;
}
