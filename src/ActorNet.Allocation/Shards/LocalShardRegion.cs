using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using Akka.Actor;
using Akka.Pattern;

namespace ActorNet.Allocation.Shards;

/// <summary>Brings messages to the shards of this process, and starts a shard with the first one.</summary>
internal sealed class LocalShardRegion : ReceiveActor
{
    private static readonly TimeSpan MinBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(5);
    private const double BackoffJitter = 0.2;

    public LocalShardRegion(IActorRef pools, TimeProvider time, IOwnershipProof proof) =>
        Receive<ShardEnvelope>(envelope => ShardOf(envelope.Shard, pools, time, proof).Forward(envelope.Message));

    public static Props Props(IActorRef pools, TimeProvider time, IOwnershipProof proof) =>
        Akka.Actor.Props.Create(() => new LocalShardRegion(pools, time, proof));

    /// <summary>A persistent actor stops when a write fails; somebody has to start it again, and not at once.</summary>
    public static Props Restarting(Props child, string name) =>
        BackoffSupervisor.Props(Backoff.OnStop(child, name, MinBackoff, MaxBackoff, BackoffJitter, maxNrOfRetries: -1));

    private static IActorRef ShardOf(ShardKey key, IActorRef pools, TimeProvider time, IOwnershipProof proof)
    {
        var name = key.PersistenceId;
        var shard = Context.Child(name);
        return shard.IsNobody() ? Context.ActorOf(Restarting(PoolShard.Props(key, pools, time, proof), "shard"), name) : shard;
    }
}
