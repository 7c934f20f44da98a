using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Cluster;

/// <summary>The only replica runs every shard that has ever written: see <see cref="ShardWaking"/>.</summary>
internal sealed class LocalShardHomes(IReplicas replicas, LeaseDirectory directory) : IShardHomes
{
    /// <inheritdoc/>
    public Task<ShardHomes> FindAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var address = replicas.All.Single().Address;
        var running = directory.Current.State.Positions.Keys
            .Where(journal => ShardKey.TryParse(journal, out _))
            .ToDictionary(journal => journal, _ => address, StringComparer.Ordinal);
        return Task.FromResult(new ShardHomes(running, isComplete: true));
    }
}
