using System.IO.Hashing;
using System.Text;
using ActorNet.Allocation.Leases;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Replicas.Wire;

namespace ActorNet.Coordinator.Replicas;

/// <summary>What a replica's memory has of a pool, in a form that is small whatever the pool has, and equal only where all of it is.</summary>
internal static class StateDigests
{
    /// <summary>Looks at leases and blocks one by one: a sum that is kept with every change would hide a wrong one.</summary>
    public static PoolState Of(DirectoryPool pool)
    {
        var shards = new SortedDictionary<int, (LeaseDigest Held, LeaseDigest Quarantined)>();
        foreach (var lease in pool.Leases.After(node: null))
        {
            var (held, quarantined) = shards.GetValueOrDefault(lease.Shard.Index);
            var hash = LeaseDigest.HashOf(lease.Node, lease.Epoch, lease.Subnets);
            shards[lease.Shard.Index] = lease.IsHeld ? (held.Add(hash), quarantined) : (held, quarantined.Add(hash));
        }

        return new PoolState
        {
            Shards =
            {
                pool.Spec.Shards
                    .Select(shard => Of(shard.Index, pool.Shard(shard.Index), shards.GetValueOrDefault(shard.Index)))
                    .Where(shard => shard.Held + shard.Quarantined + shard.HighestEpoch > 0 || shard.BlocksHash != 0),
            },
        };
    }

    private static ShardState Of(int index, DirectoryShard shard, (LeaseDigest Held, LeaseDigest Quarantined) leases) => new()
    {
        Index = index,
        Held = leases.Held.Count,
        HeldSum = leases.Held.Sum,
        Quarantined = leases.Quarantined.Count,
        QuarantinedSum = leases.Quarantined.Sum,
        BlocksHash = HashOf(shard.Blocks),
        HighestEpoch = shard.HighestEpoch.Value,
    };

    /// <summary>No blocks: 0.</summary>
    private static ulong HashOf(BlockSet blocks)
    {
        if (blocks.All.Count == 0)
        {
            return 0;
        }

        var hash = new XxHash64();
        foreach (var block in blocks.All)
        {
            hash.Append(Encoding.ASCII.GetBytes($"{block} "));
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
