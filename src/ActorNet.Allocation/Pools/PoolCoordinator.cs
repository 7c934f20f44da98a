using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;
using Akka.Actor;
using Akka.Event;

namespace ActorNet.Allocation.Pools;

/// <summary>Owns the pools and their free space, and hands out the blocks. One in a cluster; a second one is slow, never wrong.</summary>
internal sealed class PoolCoordinator : FencedActor<PoolEvent>, IWithTimers
{
    public const string JournalName = "pools";

    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(500);

    private readonly Func<IActorRef> shards;
    private readonly PoolCore core;

    /// <summary>Makes one.</summary>
    /// <param name="shards">Where the shards are reached; asked for only after the actors are started.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="proof">Proves ownership of the journal.</param>
    /// <param name="limits">How much it takes at once.</param>
    public PoolCoordinator(Func<IActorRef> shards, TimeProvider time, IOwnershipProof proof, FencedActorLimits limits)
        : base(time, proof, limits)
    {
        this.shards = shards;
        core = new PoolCore(firstQuestion: Random.Shared.NextInt64(long.MaxValue / 2), problem => Log.Warning("{0}", problem));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public override string PersistenceId => JournalName;

    public static Props Props(Func<IActorRef> shards, TimeProvider time, IOwnershipProof proof, FencedActorLimits limits) =>
        Akka.Actor.Props.Create(() => new PoolCoordinator(shards, time, proof, limits));

    protected override void Apply(PoolEvent change) => core.State.Apply(change);

    protected override void Restore(object snapshot) => core.State.Restore((PoolSnapshot)snapshot);

    protected override object TakeSnapshot() => core.State.ToSnapshot();

    protected override void OnRecovered()
    {
        Activate(new CoordinatorActivated(Now.WallClock, Secret128.Draw()));
        Timers.StartPeriodicTimer(nameof(Tick), new Tick(), TickInterval);
    }

    protected override bool IsKnown(object message) => IsAsked(message) || message is RequestBlocks or BlocksYieldedOrNot or PoolTaken or Tick;

    protected override void Decide(Command command, Batch<PoolEvent> batch) => core.Decide(command, batch, Now);

    protected override void Send(Command to, object message)
    {
        if (message is ShardEnvelope)
        {
            shards().Tell(message);
        }
        else if (message is not StillOwner)
        {
            base.Send(to, message);
        }
    }

    protected override void OnCommitted()
    {
        foreach (var question in core.NextQuestions(Now))
        {
            shards().Tell(question);
        }
    }

    protected override object? UnknownOutcome(object message) => Refuse(message, new PoolOutcomeUnknown());

    protected override object? QueueFull(object message) => Refuse(message, new PoolQueueFull());

    private PoolAnswer? Refuse(object message, PoolRefusal refusal) =>
        IsAsked(message) ? new PoolAnswer(refusal, Position) : null;

    /// <summary>Whether somebody waits for an answer to it.</summary>
    private static bool IsAsked(object message) =>
        message is CreatePool or ChangePool or DeletePool or DescribePool or CreateReservation or UpdateReservation or DeleteReservation;
}
