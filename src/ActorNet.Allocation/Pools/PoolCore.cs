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

    private readonly Dictionary<RoundKey, YieldRound> rounds = [];
    private readonly Withholding withholding = new();
    private readonly Action<string> warn;
    private readonly PoolChanges changes;
    private long lastQuestion;
    private TimeSpan? proofAskedAt;

    /// <summary>Makes one that knows nothing yet.</summary>
    /// <param name="firstQuestion">Where the numbers of its questions begin: at random, so that no answer to a predecessor is taken for its own.</param>
    /// <param name="warn">Takes what an operator should know.</param>
    public PoolCore(long firstQuestion, Action<string> warn)
    {
        (lastQuestion, this.warn) = (firstQuestion, warn);
        changes = new PoolChanges(State, Tell, DropRounds);
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
        var questions = new List<ShardEnvelope>();
        foreach (var (key, round) in rounds)
        {
            if (State.TryGet(key.Pool, out var pool) && round.TryAskNext(lastQuestion + 1, now.Elapsed, out var shard, out var kind))
            {
                var lacking = BlockRules.Lacking(pool, round.Need);
                round.NoteAsked(lacking.Lengths);
                questions.Add(new(shard, new YieldBlocks(++lastQuestion, lacking, key.MayEndQuarantine, SideOf(shard)) { Kind = kind }));
            }
        }

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
            Refuse(request, asked: [], batch);
            return;
        }

        if (IsBehind(pool, request.Shard, request.Side))
        {
            Refuse(request, asked: [], batch);
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
            Refuse(request, asked: [], batch);
        }
        else if (!TryServe(pool, request, batch, now))
        {
            Search(pool, request, batch);
        }
    }

    private bool TryServe(PoolAccount pool, RequestBlocks request, Batch<PoolEvent> batch, Moment now)
    {
        // A grant that was lost on the way goes out again; a new one would leave a gap.
        if (request.Side.ReceivedGrant == (pool.LastGrantTo(request.Shard)?.Number ?? 0))
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

    /// <summary>
    /// What has turned up since the shards were heard is there for who asks again, and so is what was there then and is not any more: nobody was
    /// asked for that.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="asked">What every shard was asked for, and has not.</param>
    /// <param name="batch">Takes the answer.</param>
    private void Refuse(RequestBlocks request, ImmutableArray<FamilyLength> asked, Batch<PoolEvent> batch)
    {
        var lacking = PoolOf(request.Shard) is { } pool ? BlockRules.Lacking(pool, request.Need).Lengths : request.Need.Lengths;
        ImmutableArray<FamilyLength> certain = [.. lacking.Where(asked.Contains)];
        var isCertain = !certain.IsEmpty;
        Tell(request.Shard, side => new NoSpaceLeft(request.Request, isCertain, isCertain ? certain : lacking, side), batch);
    }

    /// <summary>What the message tells of the moves is what is decided up to now: later moves may not be written when it leaves.</summary>
    private void Tell(ShardKey shard, Func<PoolSide, object> message, Batch<PoolEvent> batch)
    {
        var envelope = new ShardEnvelope(shard, message(SideOf(shard)));
        batch.Reply(default, _ => envelope);
    }

    /// <summary>The pool's own space would not do: other shards may have some that they do not need.</summary>
    private void Search(PoolAccount pool, RequestBlocks request, Batch<PoolEvent> batch)
    {
        if (request.Need.Lengths.IsEmpty)
        {
            Refuse(request, asked: [], batch); // Mere wishes are not taken from others.
            return;
        }

        var key = new RoundKey(pool.Spec.Name, request.MayEndQuarantine);
        if (rounds.TryGetValue(key, out var round))
        {
            round.Join(request);
            EndRoundWhenOver(key, round, pool, batch);
        }
        else
        {
            StartRound(key, pool, [request], batch);
        }
    }

    /// <summary>Begins behind the shard that is short of space, so that not the same one is asked first by all.</summary>
    private void StartRound(RoundKey key, PoolAccount pool, IReadOnlyList<RequestBlocks> requests, Batch<PoolEvent> batch)
    {
        var (first, need, count) = (requests[0].Shard.Index, requests[0].Need, pool.Spec.ShardCount);
        var owners = pool.Shards
            .Where(shard => !shard.Value.Blocks.IsEmpty)
            .OrderBy(shard => (shard.Key - first - 1 + count) % count)
            .Select(shard => (Key: new ShardKey(pool.Spec.Name, pool.Spec.Generation, shard.Key), HasPieces: BlockRules.HasPieces(shard.Value, need)))
            .ToList();
        var round = new YieldRound(requests, owners.Select(owner => owner.Key), owners.Where(owner => owner.HasPieces).Select(owner => owner.Key));
        rounds[key] = round;
        EndRoundWhenOver(key, round, pool, batch);
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

        foreach (var (key, round) in rounds.Where(pair => pair.Key.Pool == pool.Spec.Name).ToList())
        {
            if (round.Question == yielded.Question)
            {
                round.OnAnswer(gaveSomething);
                if (yielded.Side.WithheldVersion != (pool.OrdersTo(yielded.Shard.Index)?.Version ?? 0))
                {
                    round.Doubt(); // It may withhold what is not reserved any more.
                }
            }

            if (gaveSomething)
            {
                round.ServeWith(request => TryServe(pool, request, batch, now));
            }

            EndRoundWhenOver(key, round, pool, batch);
        }
    }

    private void OnTaken(PoolTaken taken, Batch<PoolEvent> batch, Moment now)
    {
        if (PoolOf(taken.Shard) is { } pool && !IsBehind(pool, taken.Shard, taken.Side))
        {
            TakeReturn(pool, taken.Shard, taken.Side, batch, now);
            changes.OnTaken(pool, taken, batch, now);
        }
    }

    /// <summary>Whoever waits for space hears of the pool's new settings, by which it asks again; those that have had some before hear of them anyway.</summary>
    private void DropRounds(PoolAccount pool, Batch<PoolEvent> batch)
    {
        foreach (var (key, round) in rounds.Where(pair => pair.Key.Pool == pool.Spec.Name).ToList())
        {
            rounds.Remove(key);
            foreach (var request in round.Unserved.Concat(round.Joined).Where(request => !pool.Shards.ContainsKey(request.Shard.Index)))
            {
                Tell(request.Shard, side => new TakePool(side), batch);
            }
        }
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
            Refuse(request, round.Answered, batch);
        }

        if (round.Joined.Count > 0)
        {
            StartRound(key, pool, round.Joined, batch);
        }
    }

    private void OnTick(Batch<PoolEvent> batch, Moment now)
    {
        withholding.Look();
        Prove(batch, now);
        foreach (var (key, round) in rounds.ToList())
        {
            round.OnTick(now.Elapsed);
            if (State.TryGet(key.Pool, out var pool))
            {
                EndRoundWhenOver(key, round, pool, batch);
            }
        }

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

    private readonly record struct RoundKey(PoolName Pool, bool MayEndQuarantine);
}
