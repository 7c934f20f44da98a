using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using Akka.Actor;

namespace ActorNet.Allocation;

/// <summary>Where the allocation's actors are reached.</summary>
/// <param name="Pools">The coordinator: takes <see cref="CreatePool"/>, <see cref="ChangePool"/>, <see cref="DeletePool"/> and <see cref="DescribePool"/>.</param>
/// <param name="Shards">The shards: takes <see cref="ShardEnvelope"/>.</param>
public sealed record AllocationRefs(IActorRef Pools, IActorRef Shards);

/// <summary>
/// Makes the actors. Each runs on the actor system's default journal and snapshot store, starts again by itself when it stops, and ends with
/// <see cref="HandOver"/>.
/// </summary>
public static class AllocationActors
{
    /// <summary>The name of the coordinator's journal; <see cref="ShardKey.PersistenceId"/> is a shard's.</summary>
    public const string PoolsJournal = PoolCoordinator.JournalName;

    /// <summary>Starts the coordinator and all shards in this process.</summary>
    public static AllocationRefs StartLocal(ActorSystem system, TimeProvider time, IOwnershipProof proof) =>
        StartLocal(system, time, proof, FencedActorLimits.Default);

    /// <summary>The coordinator of all pools.</summary>
    /// <param name="shards">Where the shards are reached; asked for only after the actor is started.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="proof">Proves ownership of the journal.</param>
    public static Props Coordinator(Func<IActorRef> shards, TimeProvider time, IOwnershipProof proof) =>
        Coordinator(shards, time, proof, FencedActorLimits.Default);

    /// <summary>One shard.</summary>
    /// <param name="key">Which one.</param>
    /// <param name="pools">Where the coordinator is reached.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="proof">Proves ownership of the journal.</param>
    public static Props Shard(ShardKey key, IActorRef pools, TimeProvider time, IOwnershipProof proof) =>
        Shard(key, pools, time, proof, FencedActorLimits.Default);

    internal static AllocationRefs StartLocal(ActorSystem system, TimeProvider time, IOwnershipProof proof, FencedActorLimits limits)
    {
        IActorRef shards = ActorRefs.Nobody;
        var pools = system.ActorOf(Coordinator(() => Volatile.Read(ref shards), time, proof, limits), "pools");
        Volatile.Write(ref shards, system.ActorOf(LocalShardRegion.Props(pools, time, proof, limits), "pool-shards"));
        return new AllocationRefs(pools, shards);
    }

    internal static Props Shard(ShardKey key, IActorRef pools, TimeProvider time, IOwnershipProof proof, FencedActorLimits limits) =>
        Restarting.Props(PoolShard.Props(key, pools, time, proof, limits), "shard", new ShardNotReady(key));

    private static Props Coordinator(Func<IActorRef> shards, TimeProvider time, IOwnershipProof proof, FencedActorLimits limits)
    {
        var stopped = new PoolAnswer(new PoolOutcomeUnknown(), new JournalPosition(PoolCoordinator.JournalName, 0));
        return Restarting.Props(PoolCoordinator.Props(shards, time, proof, limits), "coordinator", stopped);
    }
}
