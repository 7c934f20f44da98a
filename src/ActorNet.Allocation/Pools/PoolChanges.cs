using System.Collections.Immutable;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Pools;

/// <summary>
/// How pools change and end. A change is the coordinator's event; each shard takes it with an event of its own and says so. A pool is deleted in
/// three steps: it is closed, which is a change like any other; each shard that ever had space confirms from a closed state that it holds
/// nothing; then it is gone. A shard that holds something opens it again, and so does one that cannot be asked for a minute.
/// </summary>
/// <param name="state">The pools.</param>
/// <param name="tell">Sends a message to a shard with the pool's side.</param>
/// <param name="onChanged">Hears of each pool that has changed: what was asked for by the old settings is void.</param>
internal sealed class PoolChanges(
    PoolState state,
    Action<ShardKey, Func<PoolSide, object>, Batch<PoolEvent>> tell,
    Action<PoolAccount, Batch<PoolEvent>> onChanged)
{
    private readonly SettingsSpread spread = new();
    private readonly Dictionary<PoolName, Deletion> deletions = [];

    public void Change(ChangePool change, Command command, Batch<PoolEvent> batch, Moment now)
    {
        var (events, reply) = PoolRules.Change(state, change.Spec, now);
        if (!events.IsEmpty && !change.ValidateOnly)
        {
            Write(change.Spec.Name, events, batch, now);
        }

        PoolCore.Answer(command, reply, batch);
    }

    public void Delete(DeletePool delete, Command command, Batch<PoolEvent> batch, Moment now)
    {
        if (!state.TryGet(delete.Name, out var pool) || pool.Spec.Generation != delete.Generation)
        {
            // Said twice, because the answer was lost.
            var isGone = state.LastGeneration(delete.Name) >= delete.Generation && delete.Generation > 0;
            PoolCore.Answer(command, isGone ? new PoolGone(delete.Name) : new PoolNotFound(delete.Name), batch);
            return;
        }

        if (!pool.Spec.IsClosing)
        {
            Write(delete.Name, [new PoolChanged(now.WallClock, pool.Spec with { Version = pool.Spec.Version + 1, IsClosing = true })], batch, now);
        }

        var deletion = DeletionOf(pool, now);
        deletion.Join(command);
        EndIfDone(pool, deletion, batch, now);
    }

    /// <summary>A shard says what it knows, with whatever it says.</summary>
    public void Note(ShardKey shard, ShardSide side) => spread.Note(shard, side.PoolVersion);

    /// <summary>Whether a shard is told of newer settings, because it has to take them first.</summary>
    public bool TellIfBehind(PoolAccount pool, ShardKey shard, ShardSide side, Batch<PoolEvent> batch, Moment now)
    {
        var isBehind = side.PoolVersion < pool.Spec.Version;
        if (isBehind)
        {
            Tell(shard, batch, now);
        }

        return isBehind;
    }

    public void OnTaken(PoolAccount pool, PoolTaken taken, Batch<PoolEvent> batch, Moment now)
    {
        if (!pool.Spec.IsClosing || taken.Holdings is not { } holdings)
        {
            return;
        }

        var deletion = DeletionOf(pool, now);
        if (!deletion.IsAnswer(taken.Side))
        {
            return;
        }

        if (holdings.Count > 0)
        {
            Reopen(pool, deletion, new PoolInUse(holdings.Count, holdings.Some), batch, now);
        }
        else
        {
            deletion.Hear(taken.Shard.Index, holdings);
            EndIfDone(pool, deletion, batch, now);
        }
    }

    /// <summary>Tells those that have not confirmed; a closing that a predecessor began goes on.</summary>
    public void OnTick(Batch<PoolEvent> batch, Moment now)
    {
        foreach (var shard in spread.NextToTell(state.Pools, now.Elapsed))
        {
            Tell(shard, batch, now);
        }

        foreach (var pool in state.Pools.Where(pool => pool.Spec.IsClosing).ToList())
        {
            // To know of the closing is not enough: each one has to say what it holds.
            var deletion = DeletionOf(pool, now);
            foreach (var shard in pool.Owners.Where(shard => deletion.IsUnheard(shard.Index) && spread.IsDue(shard, now.Elapsed)).ToList())
            {
                Tell(shard, batch, now);
            }

            EndIfDone(pool, deletion, batch, now);
            if (!deletion.IsDone && deletion.IsLate(now.Elapsed))
            {
                Reopen(pool, deletion, new PoolOutcomeUnknown(), batch, now);
            }
        }
    }

    private Deletion DeletionOf(PoolAccount pool, Moment now)
    {
        if (!deletions.TryGetValue(pool.Spec.Name, out var deletion))
        {
            deletion = new Deletion(pool.Spec.Version, pool.Shards.Keys, now.Elapsed);
            deletions.Add(pool.Spec.Name, deletion);
        }

        return deletion;
    }

    private void EndIfDone(PoolAccount pool, Deletion deletion, Batch<PoolEvent> batch, Moment now)
    {
        if (!deletion.IsDone)
        {
            return;
        }

        var spec = pool.Spec;
        batch.Write(new PoolDeleted(now.WallClock, spec.Name, spec.Generation, deletion.EpochFloor));
        spread.Forget(pool);
        End(spec.Name, deletion, new PoolGone(spec.Name), batch);
    }

    private void Reopen(PoolAccount pool, Deletion deletion, PoolReply reply, Batch<PoolEvent> batch, Moment now)
    {
        Write(pool.Spec.Name, [new PoolChanged(now.WallClock, pool.Spec with { Version = pool.Spec.Version + 1, IsClosing = false })], batch, now);
        End(pool.Spec.Name, deletion, reply, batch);
    }

    private void End(PoolName pool, Deletion deletion, PoolReply reply, Batch<PoolEvent> batch)
    {
        deletions.Remove(pool);
        foreach (var caller in deletion.Callers)
        {
            PoolCore.Answer(caller, reply, batch);
        }
    }

    private void Write(PoolName name, ImmutableArray<PoolEvent> events, Batch<PoolEvent> batch, Moment now)
    {
        batch.WriteTogether(events);
        state.TryGet(name, out var pool);
        onChanged(pool!, batch);
        foreach (var shard in pool!.Owners)
        {
            Tell(shard, batch, now);
        }
    }

    private void Tell(ShardKey shard, Batch<PoolEvent> batch, Moment now)
    {
        spread.NoteTold(shard, now.Elapsed);
        tell(shard, side => new TakePool(side), batch);
    }
}
