using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;

namespace ActorNet.Coordinator.Directory;

/// <summary>What a state shows of a shard, in the form in which the shard itself says it.</summary>
internal static class DirectoryDigest
{
    /// <summary>The shards that have written: one that never did holds nothing, and a question would start it.</summary>
    public static IReadOnlyList<ShardKey> ShardsOf(DirectoryState state) =>
        [.. state.Pools.Values.SelectMany(pool => pool.Spec.Shards).Where(shard => state.Positions.ContainsKey(shard.PersistenceId))];

    /// <summary>The held leases of a shard, looked at one by one: a sum that is kept with every change would hide a wrong one.</summary>
    public static LeaseDigest Of(DirectoryState state, ShardKey shard) =>
        state.Pools.TryGetValue(shard.Pool, out var pool) && pool.Spec.Generation == shard.Generation
            ? pool.Leases.After(node: null)
                .Where(lease => lease.IsHeld && lease.Shard.Index == shard.Index)
                .Aggregate(default(LeaseDigest), (digest, lease) => digest.Add(LeaseDigest.HashOf(lease.Node, lease.Epoch, lease.Subnets)))
            : default;
}
