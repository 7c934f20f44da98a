using ActorNet.Allocation;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;

namespace ActorNet.Coordinator.Cluster;

/// <summary>Spreads the allocation's actors over the cluster: one pool coordinator on the oldest replica, each shard on one of them.</summary>
internal static class ClusterActors
{
    private const string ShardsName = "pool-shards";
    private const string PoolsName = "pools";

    /// <summary>Starts this replica's part.</summary>
    public static AllocationRefs Start(ActorSystem system, TimeProvider time, IOwnershipProof proof)
    {
        IActorRef shards = ActorRefs.Nobody;
        var coordinator = AllocationActors.Coordinator(() => Volatile.Read(ref shards), time, proof);
        var manager = ClusterSingletonManagerSettings.Create(system);
        system.ActorOf(ClusterSingletonManager.Props(coordinator, HandOver.Instance, manager), PoolsName);
        var pools = system.ActorOf(
            ClusterSingletonProxy.Props($"/user/{PoolsName}", ClusterSingletonProxySettings.Create(system).WithSingletonName(manager.SingletonName)),
            $"{PoolsName}-proxy");

        var settings = ClusterShardingSettings.Create(system);
        var region = ClusterSharding.Get(system).Start(
            ShardsName,
            id => AllocationActors.Shard(KeyOf(id), pools, time, proof),
            settings,
            new ShardExtractor(),
            ShardAllocationStrategy.LeastShardAllocationStrategy(
                settings.TuningParameters.LeastShardAllocationAbsoluteLimit,
                settings.TuningParameters.LeastShardAllocationRelativeLimit),
            HandOver.Instance);
        Volatile.Write(ref shards, region);
        return new AllocationRefs(pools, region);
    }

    private static ShardKey KeyOf(string entityId) =>
        ShardKey.TryParse(entityId, out var key) ? key.Value : throw new ArgumentException($"'{entityId}' is not the name of a shard", nameof(entityId));
}
