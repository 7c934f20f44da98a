using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Pools;

/// <summary>
/// Which shards have the settings of their pools in their journals, as far as this incarnation has heard, and whom to tell next. What it does not
/// know it asks for: telling a shard what it knows does no harm.
/// </summary>
internal sealed class SettingsSpread
{
    /// <summary>A coordinator that has just taken over tells the shards of many pools, and not all at once.</summary>
    private const int MostAtOnce = 256;

    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<ShardKey, long> known = [];
    private readonly Dictionary<ShardKey, TimeSpan> toldAt = [];

    /// <summary>A shard has said which version it knows.</summary>
    public void Note(ShardKey shard, long version)
    {
        if (version > known.GetValueOrDefault(shard))
        {
            known[shard] = version;
        }
    }

    /// <summary>A shard is being told.</summary>
    public void NoteTold(ShardKey shard, TimeSpan now) => toldAt[shard] = now;

    /// <summary>The shards to tell now. Pools that have never changed have nothing to tell: their shards began with what they are.</summary>
    public IReadOnlyList<ShardKey> NextToTell(IEnumerable<PoolAccount> pools, TimeSpan now) =>
    [
        .. pools
            .Where(pool => pool.Spec is { Version: > 1, IsClosing: false })
            .SelectMany(pool => pool.Owners.Where(shard => known.GetValueOrDefault(shard) < pool.Spec.Version && IsDue(shard, now)))
            .Take(MostAtOnce),
    ];

    /// <summary>A pool is gone.</summary>
    public void Forget(PoolAccount pool)
    {
        foreach (var shard in pool.Owners)
        {
            known.Remove(shard);
            toldAt.Remove(shard);
        }
    }

    /// <summary>Whether a shard has not been told for a while.</summary>
    public bool IsDue(ShardKey shard, TimeSpan now) => !toldAt.TryGetValue(shard, out var at) || now - at >= AgainAfter;
}
