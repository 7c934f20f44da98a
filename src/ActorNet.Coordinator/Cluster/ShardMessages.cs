using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Cluster;

/// <summary>Shards in the words of the contract.</summary>
internal static class ShardMessages
{
    public static ListShardsResponse From(DirectoryPool pool, ShardHomes homes, long revision) => new()
    {
        Shards = { pool.Spec.Shards.Select(key => From(pool.Shard(key.Index), key.Index, homes.Of(key))) },
        Revision = revision,
        ReplicasComplete = homes.IsComplete,
    };

    private static Shard From(DirectoryShard shard, int index, string? replica) => new()
    {
        Index = index,
        Replica = replica ?? string.Empty,
        Blocks = { shard.Blocks.All.Select(block => block.ToString()) },
        Leases = shard.Held,
        QuarantinedLeases = shard.Quarantined,
        Epoch = shard.HighestEpoch.Value,
    };
}
