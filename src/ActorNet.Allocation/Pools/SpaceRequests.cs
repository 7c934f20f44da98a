using System.Collections.Immutable;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Pools;

/// <summary>
/// Serves shards that are short of space: out of the pool's own, and where that would not do out of what other shards do not need, for which it goes round them.
/// </summary>
/// <param name="state">The pools.</param>
/// <param name="tell">Sends a message to a shard with the pool's side.</param>
/// <param name="firstQuestion">Where the numbers of its questions begin.</param>
internal sealed class SpaceRequests(PoolState state, Action<ShardKey, Func<PoolSide, object>, Batch<PoolEvent>> tell, long firstQuestion)
{
    private readonly Dictionary<RoundKey, YieldRound> rounds = [];
    private long lastQuestion = firstQuestion;

    /// <summary>Hands out what there is, or goes round the other shards.</summary>
    public void Serve(PoolAccount pool, RequestBlocks request, Batch<PoolEvent> batch, Moment now)
    {
        if (!TryServe(pool, request, batch, now))
        {
            Search(pool, request, batch);
        }
    }

    /// <summary>Refuses without having asked anybody.</summary>
    public void Refuse(RequestBlocks request, Batch<PoolEvent> batch) => Refuse(request, asked: [], batch);

    /// <summary>The shards to ask for space now.</summary>
    public List<ShardEnvelope> NextQuestions(Func<ShardKey, PoolSide> sideOf, Moment now)
    {
        var questions = new List<ShardEnvelope>();
        foreach (var (key, round) in rounds)
        {
            if (state.TryGet(key.Pool, out var pool) && round.TryAskNext(lastQuestion + 1, now.Elapsed, out var shard, out var kind))
            {
                var lacking = BlockRules.Lacking(pool, round.Need);
                round.NoteAsked(lacking.Lengths);
                questions.Add(new(shard, new YieldBlocks(++lastQuestion, lacking, key.MayEndQuarantine, sideOf(shard)) { Kind = kind }));
            }
        }

        return questions;
    }

    /// <summary>A shard has answered, and what it gave is there.</summary>
    public void OnYielded(PoolAccount pool, BlocksYieldedOrNot yielded, bool gaveSomething, Batch<PoolEvent> batch, Moment now)
    {
        foreach (var (key, round) in RoundsOf(pool))
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

    /// <summary>Gives up on shards that do not answer.</summary>
    public void OnTick(Batch<PoolEvent> batch, Moment now)
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

    /// <summary>Whoever waits for space hears of the pool's new settings, by which it asks again; those that have had some before hear of them anyway.</summary>
    public void Drop(PoolAccount pool, Batch<PoolEvent> batch)
    {
        foreach (var (key, round) in RoundsOf(pool))
        {
            rounds.Remove(key);
            foreach (var request in round.Unserved.Concat(round.Joined).Where(request => !pool.Shards.ContainsKey(request.Shard.Index)))
            {
                tell(request.Shard, side => new TakePool(side), batch);
            }
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

        tell(request.Shard, side => new BlocksOffered(request.Request, side), batch);
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
        var pool = state.TryGet(request.Shard.Pool, out var known) && known.Spec.Generation == request.Shard.Generation ? known : null;
        var lacking = pool is null ? request.Need.Lengths : BlockRules.Lacking(pool, request.Need).Lengths;
        var isKept = pool is not null && BlockRules.IsKeptFrom(pool, request.Need);
        ImmutableArray<FamilyLength> certain = [.. lacking.Where(asked.Contains)];
        var isCertain = !certain.IsEmpty;
        tell(request.Shard, side => new NoSpaceLeft(request.Request, isCertain, isCertain ? certain : lacking, side) { IsKept = isKept }, batch);
    }

    /// <summary>The pool's own space would not do: other shards may have some that they do not need.</summary>
    private void Search(PoolAccount pool, RequestBlocks request, Batch<PoolEvent> batch)
    {
        if (request.Need.Lengths.IsEmpty)
        {
            Refuse(request, asked: [], batch); // Mere wishes are not taken from others.
            return;
        }

        var key = new RoundKey(pool.Spec.Name, request.MayEndQuarantine, request.Need.IsForKept);
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
            .Select(shard => (Key: new ShardKey(pool.Spec.Name, pool.Spec.Generation, shard.Key), HasPieces: BlockRules.HasPieces(pool, shard.Value, need)))
            .ToList();
        var round = new YieldRound(requests, owners.Select(owner => owner.Key), owners.Where(owner => owner.HasPieces).Select(owner => owner.Key));
        rounds[key] = round;
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
            Refuse(request, round.Answered, batch);
        }

        if (round.Joined.Count > 0)
        {
            StartRound(key, pool, round.Joined, batch);
        }
    }

    private List<KeyValuePair<RoundKey, YieldRound>> RoundsOf(PoolAccount pool) => [.. rounds.Where(pair => pair.Key.Pool == pool.Spec.Name)];

    private readonly record struct RoundKey(PoolName Pool, bool MayEndQuarantine, bool IsForKept);
}
