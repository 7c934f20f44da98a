using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using Akka.Actor;

namespace ActorNet.Allocation;

/// <summary>Where the allocation's actors are reached.</summary>
/// <param name="Pools">The coordinator: takes <see cref="CreatePool"/> and <see cref="DescribePool"/>.</param>
/// <param name="Shards">The shards: takes <see cref="ShardEnvelope"/>.</param>
public sealed record AllocationRefs(IActorRef Pools, IActorRef Shards);

/// <summary>Starts the actors.</summary>
public static class AllocationActors
{
    /// <summary>Starts the coordinator and all shards in this process, on its default journal and snapshot store.</summary>
    public static AllocationRefs StartLocal(ActorSystem system, TimeProvider time, IOwnershipProof proof)
    {
        IActorRef shards = ActorRefs.Nobody;
        var coordinator = PoolCoordinator.Props(() => Volatile.Read(ref shards), time, proof);
        var pools = system.ActorOf(LocalShardRegion.Restarting(coordinator, "coordinator"), "pools");
        Volatile.Write(ref shards, system.ActorOf(LocalShardRegion.Props(pools, time, proof), "pool-shards"));
        return new AllocationRefs(pools, shards);
    }
}
