namespace ActorNet.Allocation.Pools;

/// <summary>Which pool a node gets its lease from where it names none.</summary>
public static class PoolSelection
{
    /// <summary>The most specific pool that selects a node with these labels; null where none does. Pools never tie: see <see cref="NodeSelector.TiesWith"/>.</summary>
    public static PoolSpec? Find(IEnumerable<PoolSpec> pools, IReadOnlyDictionary<string, string> labels) =>
        pools.Where(pool => pool.NodeSelector.Matches(labels)).MaxBy(pool => pool.NodeSelector.Specificity);
}
