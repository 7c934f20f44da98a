using ActorNet.Allocation.Identity;
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
    public static AllocationRefs StartLocal(ActorSystem system, TimeProvider time, IOwnershipProof proof) =>
        StartLocal(system, time, proof, FencedActorLimits.Default);

    internal static AllocationRefs StartLocal(ActorSystem system, TimeProvider time, IOwnershipProof proof, FencedActorLimits limits)
    {
        IActorRef shards = ActorRefs.Nobody;
        var coordinator = PoolCoordinator.Props(() => Volatile.Read(ref shards), time, proof, limits);
        var stopped = new PoolAnswer(new PoolOutcomeUnknown(), new JournalPosition(PoolCoordinator.JournalName, 0));
        var pools = system.ActorOf(Restarting.Props(coordinator, "coordinator", stopped), "pools");
        Volatile.Write(ref shards, system.ActorOf(LocalShardRegion.Props(pools, time, proof, limits), "pool-shards"));
        return new AllocationRefs(pools, shards);
    }
}
