using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.Cluster;

/// <summary>Where shards run.</summary>
/// <param name="replicas">The replicas' addresses, by the names of the shards' journals.</param>
/// <param name="isComplete">Whether every replica has said what it runs.</param>
internal sealed class ShardHomes(IReadOnlyDictionary<string, string> replicas, bool isComplete)
{
    /// <summary>Whether every replica has said what it runs: where one has not, a shard that is not found may run there.</summary>
    public bool IsComplete => isComplete;

    /// <summary>The address of the replica that runs a shard; null where none is known to.</summary>
    public string? Of(ShardKey shard) => replicas.GetValueOrDefault(shard.PersistenceId);
}
