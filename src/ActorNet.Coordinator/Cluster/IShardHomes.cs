namespace ActorNet.Coordinator.Cluster;

/// <summary>Finds out where shards run.</summary>
internal interface IShardHomes
{
    /// <summary>Where they run at about this moment.</summary>
    /// <param name="patience">How long the other replicas may take to answer.</param>
    /// <param name="cancellation">Ends the search without an answer.</param>
    Task<ShardHomes> FindAsync(TimeSpan patience, CancellationToken cancellation);
}
