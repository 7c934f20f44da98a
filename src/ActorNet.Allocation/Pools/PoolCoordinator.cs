using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
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
    private readonly MomentSource clock;
    private readonly PoolState state = new();
    private readonly Dictionary<RoundKey, YieldRound> rounds = [];
    private long lastRound;

    /// <summary>Makes one.</summary>
    /// <param name="shards">Where the shards are reached; asked for only after the actors are started.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="proof">Proves ownership of the journal.</param>
    public PoolCoordinator(Func<IActorRef> shards, TimeProvider time, IOwnershipProof proof)
        : base(proof)
    {
        this.shards = shards;
        clock = new MomentSource(time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public override string PersistenceId => JournalName;

    public static Props Props(Func<IActorRef> shards, TimeProvider time, IOwnershipProof proof) =>
        Akka.Actor.Props.Create(() => new PoolCoordinator(shards, time, proof));

    protected override void Apply(PoolEvent change) => state.Apply(change);

    protected override void Restore(object snapshot) => state.Restore((PoolSnapshot)snapshot);

    protected override object TakeSnapshot() => state.ToSnapshot();

    protected override void OnRecovered()
    {
        Activate(new CoordinatorActivated(clock.Now.WallClock, Secret128.Draw()));
        Timers.StartPeriodicTimer(nameof(Tick), new Tick(), TickInterval);
    }

    protected override void Decide(Command command, Batch<PoolEvent> batch)
    {
        var now = clock.Now;
        switch (command.Message)
        {
            case CreatePool create:
                Create(create, command, batch, now);
                break;
            case DescribePool describe:
                Answer(command, Describe(describe.Name), batch);
                break;
            case RequestBlocks request:
                OnRequest(request, batch, now);
                break;
            case BlocksYieldedOrNot yielded:
                OnYielded(yielded, batch, now);
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
        // Only now: what a question says of the pool's side must be in the journal.
        foreach (var (key, round) in rounds)
        {
            if (round.NextToAsk(clock.Now.Elapsed) is { } shard)
            {
                var question = new YieldBlocks(round.Number, round.Need, key.MayEndQuarantine, SideOf(shard));
                shards().Tell(new ShardEnvelope(shard, question));
            }
        }
    }

    protected override object? UnknownOutcome(object message) => message is CreatePool or DescribePool ? new PoolAnswer(new PoolOutcomeUnknown(), Position) : null;

    protected override object? QueueFull(object message) => message is CreatePool or DescribePool ? new PoolAnswer(new PoolQueueFull(), Position) : null;

    private PoolReply Describe(PoolName name) =>
        state.TryGet(name, out var pool) ? new PoolIsThere(pool.Spec, pool.CreatedAt) : new PoolNotFound(name);

    private void Create(CreatePool create, Command command, Batch<PoolEvent> batch, Moment now)
    {
        var (change, reply) = PoolRules.Create(state, create.Spec, now);
        if (change is not null && !create.ValidateOnly)
        {
            batch.Write(change);
        }

        Answer(command, reply, batch);
    }

    private void Answer(Command command, PoolReply reply, Batch<PoolEvent> batch) =>
        batch.Answer(command, () => command.Sender.Tell(new PoolAnswer(reply, Position)));

    private void OnRequest(RequestBlocks request, Batch<PoolEvent> batch, Moment now)
    {
        if (PoolOf(request.Shard) is not { } pool)
        {
            Log.Warning("shard {0} asks for space in a pool that is not there", request.Shard);
            return;
        }

        TakeReturn(pool, request.Shard, request.Side, batch, now);
        if (!TryServe(pool, request, batch, now))
        {
            Search(pool, request, batch);
        }
    }

    private bool TryServe(PoolAccount pool, RequestBlocks request, Batch<PoolEvent> batch, Moment now)
    {
        var lastGrant = pool.Shards.GetValueOrDefault(request.Shard.Index)?.LastGrant?.Number ?? 0;
        if (request.Side.ReceivedGrant > lastGrant)
        {
            Log.Error("shard {0} has received grant {1}, but the last in the journal is {2}: events are missing", request.Shard, request.Side.ReceivedGrant, lastGrant);
            Refuse(request, isCertain: false, batch);
            return true;
        }

        // A grant that was lost on the way goes out again; a new one would leave a gap.
        if (request.Side.ReceivedGrant == lastGrant)
        {
            if (BlockRules.Grant(pool, request.Shard, request.Need, now) is not { } granted)
            {
                return false;
            }

            batch.Write(granted);
        }

        Tell(request.Shard, side => new BlocksOffered(request.Request, side), batch);
        return true;
    }

    private void Refuse(RequestBlocks request, bool isCertain, Batch<PoolEvent> batch) =>
        Tell(request.Shard, side => new NoSpaceLeft(request.Request, isCertain, side), batch);

    private void Tell(ShardKey shard, Func<PoolSide, object> message, Batch<PoolEvent> batch) =>
        batch.Answer(default, () => shards().Tell(new ShardEnvelope(shard, message(SideOf(shard)))));

    /// <summary>The pool's own space would not do: other shards may have some that they do not need.</summary>
    private void Search(PoolAccount pool, RequestBlocks request, Batch<PoolEvent> batch)
    {
        if (request.Need.Lengths.IsEmpty)
        {
            Refuse(request, isCertain: true, batch); // Mere wishes are not taken from others.
            return;
        }

        var key = new RoundKey(pool.Spec.Name, request.MayEndQuarantine);
        if (rounds.TryGetValue(key, out var round))
        {
            round.Join(request);
        }
        else
        {
            StartRound(key, pool, [request], batch);
        }
    }

    private void StartRound(RoundKey key, PoolAccount pool, IReadOnlyList<RequestBlocks> requests, Batch<PoolEvent> batch)
    {
        var owners = pool.Shards.Where(shard => !shard.Value.Blocks.IsEmpty).Select(shard => new ShardKey(pool.Spec.Name, pool.Spec.Generation, shard.Key));
        var round = new YieldRound(++lastRound, requests, owners);
        rounds[key] = round;
        EndRoundWhenOver(key, round, pool, batch);
    }

    private void OnYielded(BlocksYieldedOrNot yielded, Batch<PoolEvent> batch, Moment now)
    {
        if (PoolOf(yielded.Shard) is not { } pool)
        {
            return;
        }

        TakeReturn(pool, yielded.Shard, yielded.Side, batch, now);
        var (key, round) = rounds.FirstOrDefault(pair => pair.Value.Number == yielded.Round);
        if (round is null)
        {
            return;
        }

        round.OnAnswer(yielded.Shard);
        round.ServeWith(request => TryServe(pool, request, batch, now));
        EndRoundWhenOver(key, round, pool, batch);
    }

    private void EndRoundWhenOver(RoundKey key, YieldRound round, PoolAccount pool, Batch<PoolEvent> batch)
    {
        if (!round.IsOver)
        {
            return;
        }

        rounds.Remove(key);
        foreach (var request in round.Unserved)
        {
            Refuse(request, round.HeardEveryone, batch);
        }

        if (round.Joined.Count > 0)
        {
            StartRound(key, pool, round.Joined, batch);
        }
    }

    private void OnTick(Batch<PoolEvent> batch, Moment now)
    {
        foreach (var (key, round) in rounds.ToList())
        {
            round.OnTick(now.Elapsed);
            if (state.TryGet(key.Pool, out var pool))
            {
                EndRoundWhenOver(key, round, pool, batch);
            }
        }
    }

    private static void TakeReturn(PoolAccount pool, ShardKey shard, ShardSide side, Batch<PoolEvent> batch, Moment now)
    {
        if (BlockRules.Return(pool, shard, side.LastReturn, now) is { } returned)
        {
            batch.Write(returned);
        }
    }

    private PoolAccount? PoolOf(ShardKey shard) =>
        state.TryGet(shard.Pool, out var pool) && pool.Spec.Generation == shard.Generation ? pool : null;

    private PoolSide SideOf(ShardKey shard)
    {
        var account = PoolOf(shard)?.Shards.GetValueOrDefault(shard.Index);
        return new PoolSide(account?.LastGrant, account?.LastReturn ?? 0);
    }

    private readonly record struct RoundKey(PoolName Pool, bool MayEndQuarantine);

    private sealed record Tick;
}
