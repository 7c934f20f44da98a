using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Histories.Operations;

namespace ActorNet.Histories.Journal;

/// <summary>All that is in the journals of a cluster, in the order in which it was written.</summary>
public sealed class JournalContents
{
    internal JournalContents(IEnumerable<JournalWrite> writes, IEnumerable<string> damage, long end = long.MaxValue)
    {
        End = end;
        Writes = [.. writes.OrderBy(write => write.Revision).ThenBy(write => write.Position)];
        Damage = [.. damage];
    }

    /// <summary>The place in the cluster-wide order up to which everything is here; what came later is not.</summary>
    public long End { get; }

    /// <summary>How many events there are.</summary>
    public int EventCount => Writes.Sum(write => write.Events.Length);

    internal IReadOnlyList<JournalWrite> Writes { get; }

    /// <summary>What is wrong with the keys themselves: written twice, deleted, unreadable.</summary>
    internal IReadOnlyList<string> Damage { get; }

    /// <summary>The leases of a pool that are held at the end, revoked ones too and quarantined ones not.</summary>
    public IReadOnlyList<StoredLease> HeldIn(string pool)
    {
        var view = new Watching.StoreView();
        foreach (var change in Watching.LeaseChanges.Of(this, pool))
        {
            view.Apply(change);
        }

        return [.. view.Leases];
    }

    /// <summary>The place of the last change that a pool's watchers are shown; 0 where there is none.</summary>
    public long LastChangeIn(string pool) => Watching.LeaseChanges.Of(this, pool).LastOrDefault()?.Revision ?? 0;

    /// <summary>The names of all pools that were made.</summary>
    public IEnumerable<string> PoolNames => Pools.Select(pool => pool.Name.Value).Distinct();

    /// <summary>All pools that were made.</summary>
    internal IEnumerable<PoolSpec> Pools => Events.Select(entry => entry.Event).OfType<PoolCreated>().Select(created => created.Spec);

    /// <summary>All events in order, with their journals and their places in the cluster-wide order.</summary>
    internal IEnumerable<(string Journal, long Revision, IJournaled Event)> Events => Writes.SelectMany(
        write => write.Events.Select((entry, index) => (write.Journal, write.RevisionOf(index), entry.Event)));

    /// <summary>All events of shards.</summary>
    internal IEnumerable<(ShardEvent Event, Allocation.Identity.ShardKey Shard, long Revision)> ShardEvents
    {
        get
        {
            foreach (var (journal, revision, change) in Events)
            {
                if (change is ShardEvent ofShard && Allocation.Identity.ShardKey.TryParse(journal, out var shard))
                {
                    yield return (ofShard, shard.Value, revision);
                }
            }
        }
    }
}
