using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using Akka.Actor;

namespace ActorNet.Allocation.Shards;

/// <summary>Brings messages to the shards of this process, and starts a shard with the first one.</summary>
internal sealed class LocalShardRegion : ReceiveActor
{
    public LocalShardRegion(IActorRef pools, TimeProvider time, IOwnershipProof proof, FencedActorLimits limits) =>
        Receive<ShardEnvelope>(envelope => ShardOf(envelope.Shard, pools, time, proof, limits).Forward(envelope.Message));

    public static Props Props(IActorRef pools, TimeProvider time, IOwnershipProof proof, FencedActorLimits limits) =>
        Akka.Actor.Props.Create(() => new LocalShardRegion(pools, time, proof, limits));

    private static IActorRef ShardOf(ShardKey key, IActorRef pools, TimeProvider time, IOwnershipProof proof, FencedActorLimits limits)
    {
        var name = key.PersistenceId;
        var shard = Context.Child(name);
        if (!shard.IsNobody())
        {
            return shard;
        }

        return Context.ActorOf(AllocationActors.Shard(key, pools, time, proof, limits), name);
    }
}
