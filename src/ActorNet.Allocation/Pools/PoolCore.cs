using System.Collections.Immutable;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Pools;

/// <summary>
/// What the coordinator does with each message: which rules decide it, what is written, what is answered, which shards are asked to yield. It
/// has no clock, no journal and no network; whoever runs it brings these. What goes to a shard is a <see cref="ShardEnvelope"/>.
/// </summary>
internal sealed class PoolCore
{
    /// <summary>How long it goes on without having proved that it has no successor.</summary>
    private static readonly TimeSpan MaxUnproved = TimeSpan.FromSeconds(5);

    private readonly Withholding withholding = new();
    private readonly Action<string> warn;
    private readonly PoolChanges changes;
    private readonly SpaceRequests requests;
    private TimeSpan? proofAskedAt;

    /// <summary>Makes one that knows nothing yet.</summary>
    /// <param name="firstQuestion">Where the numbers of its questions begin: at random, so that no answer to a predecessor is taken for its own.</param>
    /// <param name="warn">Takes what an operator should know.</param>
    public PoolCore(long firstQuestion, Action<string> warn)
    {
        this.warn = warn;
        requests = new SpaceRequests(State, Tell, firstQuestion);
        changes = new PoolChanges(State, Tell, requests.Drop);
    }

    public PoolState State { get; } = new();

    public void Decide(Command command, Batch<PoolEvent> batch, Moment now)
    {
        switch (command.Message)
        {
            case CreatePool create:
                Create(create, command, batch, now);
                break;
            case DescribePool describe:
                Answer(command, Describe(describe.Name), batch);
                break;
            case CreateReservation create:
                Reserve(create, command, batch, now);
                break;
            case UpdateReservation update:
                UpdateReservation(update, command, batch, now);
                break;
            case DeleteReservation delete:
                EndReservation(delete, command, batch, now);
                break;
            case ChangePool change:
                changes.Change(change, command, batch, now);
                break;
            case DeletePool delete:
                changes.Delete(delete, command, batch, now);
                break;
            case PoolTaken taken:
                OnTaken(taken, batch, now);
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
                throw new InvariantException($"the coordinator does not know the message {command.Message.GetType().Name}");
        }
    }

    /// <summary>The shards to ask for space, and those to tell of reservations, now; only for a committed state, because a question tells the pool's side of the moves.</summary>
    public IReadOnlyList<ShardEnvelope> NextQuestions(Moment now)
    {
        var questions = requests.NextQuestions(SideOf, now);
        questions.AddRange(withholding.TakeDue(State, now.Elapsed).Select(shard => new ShardEnvelope(shard, OrdersFor(shard))));
        return questions;
    }

    private WithholdRanges OrdersFor(ShardKey shard)
    {
        var pool = PoolOf(shard)!;
        var ranges = pool.ReservationsFor(shard.Index).Select(reservation =>
            new WithheldRange(reservation.Number, reservation.Cidr, pool.IsPinOf(shard.Index, reservation) ? reservation.Node : null)
            {
                Drains = reservation.Drains,
            });
        return new WithholdRanges(pool.OrdersTo(shard.Index)!.Version, [.. ranges], SideOf(shard));
    }

    private PoolReply Describe(PoolName name) =>
        State.TryGet(name, out var pool) ? new PoolIsThere(pool.Spec, pool.CreatedAt) : new PoolNotFound(name);

    private void Create(CreatePool create, Command command, Batch<PoolEvent> batch, Moment now)
    {
        var (change, reply) = PoolRules.Create(State, create.Spec, now, create.OnlyFirst);
        if (change is not null && !create.ValidateOnly)
        {
            batch.Write(change);
        }

        Answer(command, reply, batch);
    }

    private void Reserve(CreateReservation create, Command command, Batch<PoolEvent> batch, Moment now) => Answer(
        command,
        !State.TryGet(create.Pool, out var pool) ? new PoolNotFound(create.Pool)
            : create.Replaces > 0 ? WriteTogether(ReservationRules.Replace(pool, create, now), batch)
            : Write(ReservationRules.Create(pool, create, now), batch),
        batch);

    private void UpdateReservation(UpdateReservation update, Command command, Batch<PoolEvent> batch, Moment now) => Answer(
        command,
        State.TryGet(update.Pool, out var pool) ? Write(ReservationRules.Update(pool, update, now), batch) : new PoolNotFound(update.Pool),
        batch);

    private void EndReservation(DeleteReservation delete, Command command, Batch<PoolEvent> batch, Moment now) => Answer(
        command,
        State.TryGet(delete.Pool, out var pool) ? Write(ReservationRules.Delete(pool, delete.Number, now), batch) : new PoolNotFound(delete.Pool),
        batch);

    private PoolReply Write((PoolEvent? Event, PoolReply Reply) decision, Batch<PoolEvent> batch)
    {
        if (decision.Event is { } change)
        {
            batch.Write(change);
            withholding.Look();
        }

        return decision.Reply;
    }

    private PoolReply WriteTogether((ImmutableArray<PoolEvent> Events, PoolReply Reply) decision, Batch<PoolEvent> batch)
    {
        if (!decision.Events.IsEmpty)
        {
            batch.WriteTogether(decision.Events);
            withholding.Look();
        }

        return decision.Reply;
    }

    internal static void Answer(Command command, PoolReply reply, Batch<PoolEvent> batch) =>
        batch.Reply(command, committed => new PoolAnswer(reply, committed.Position));

    private void OnRequest(RequestBlocks request, Batch<PoolEvent> batch, Moment now)
    {
        if (PoolOf(request.Shard) is not { } pool)
        {
            // A successor may know it: the answer waits for a proof, and whoever was taken over finds out.
            warn($"shard {request.Shard} asks for space in a pool that is not there");
            requests.Refuse(request, batch);
            return;
        }

        if (IsBehind(pool, request.Shard, request.Side))
        {
            requests.Refuse(request, batch);
            return;
        }

        withholding.OnHeard(request.Shard, request.Side);
        TakeReturn(pool, request.Shard, request.Side, batch, now);

        // Nothing is granted for a need that comes of settings which are not the pool's any more: the shard takes the new ones and asks again.
        if (changes.TellIfBehind(pool, request.Shard, request.Side, batch, now))
        {
            return;
        }

        if (pool.Spec.IsCordoned || pool.Spec.IsClosing)
        {
            requests.Refuse(request, batch);
        }
        else
        {
            requests.Serve(pool, request, batch, now);
        }
    }

    /// <summary>What the message tells of the moves is what is decided up to now: later moves may not be written when it leaves.</summary>
    private void Tell(ShardKey shard, Func<PoolSide, object> message, Batch<PoolEvent> batch)
    {
        var envelope = new ShardEnvelope(shard, message(SideOf(shard)));
        batch.Reply(default, _ => envelope);
    }

    private void OnYielded(BlocksYieldedOrNot yielded, Batch<PoolEvent> batch, Moment now)
    {
        if (PoolOf(yielded.Shard) is not { } pool || IsBehind(pool, yielded.Shard, yielded.Side))
        {
            return;
        }

        withholding.OnHeard(yielded.Shard, yielded.Side);
        var gaveSomething = TakeReturn(pool, yielded.Shard, yielded.Side, batch, now);
        if (!pool.Spec.IsClosing && PinGrants.Decide(pool, yielded.Shard, yielded.Side, now) is { } pinned)
        {
            batch.Write(pinned);
        }

        requests.OnYielded(pool, yielded, gaveSomething, batch, now);
    }

    private void OnTaken(PoolTaken taken, Batch<PoolEvent> batch, Moment now)
    {
        if (PoolOf(taken.Shard) is { } pool && !IsBehind(pool, taken.Shard, taken.Side))
        {
            TakeReturn(pool, taken.Shard, taken.Side, batch, now);
            changes.OnTaken(pool, taken, batch, now);
        }
    }

    private void OnTick(Batch<PoolEvent> batch, Moment now)
    {
        withholding.Look();
        Prove(batch, now);
        requests.OnTick(batch, now);
        changes.OnTick(batch, now);
    }

    /// <summary>
    /// Whoever is asked nothing would never learn that a successor has reserved something, and nobody would tell the shards of it: an answer that is
    /// for nobody needs a proof like any other.
    /// </summary>
    private void Prove(Batch<PoolEvent> batch, Moment now)
    {
        proofAskedAt ??= now.Elapsed;
        if (now.Elapsed - proofAskedAt > MaxUnproved)
        {
            proofAskedAt = now.Elapsed;
            batch.Reply(default, _ => StillOwner.Instance);
        }
    }

    private static bool TakeReturn(PoolAccount pool, ShardKey shard, ShardSide side, Batch<PoolEvent> batch, Moment now)
    {
        if (BlockRules.Return(pool, shard, side, now) is not { } returned)
        {
            return false;
        }

        batch.Write(returned);
        return true;
    }

    private bool IsBehind(PoolAccount pool, ShardKey shard, ShardSide side)
    {
        var isBehind = BlockRules.IsBehind(pool, shard, side);
        if (isBehind)
        {
            warn($"shard {shard} has moved blocks that this coordinator knows nothing of: it has a successor, or its journal has lost events");
        }

        changes.Note(shard, side);
        return isBehind;
    }

    private PoolAccount? PoolOf(ShardKey shard) =>
        State.TryGet(shard.Pool, out var pool) && pool.Spec.Generation == shard.Generation ? pool : null;

    private PoolSide SideOf(ShardKey shard)
    {
        var pool = PoolOf(shard);
        return new PoolSide(pool?.LastGrantTo(shard), pool?.LastReturnFrom(shard) ?? 0) { Pool = pool?.Spec };
    }
}
