using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Directory;
using Akka.Actor;
using Akka.Hosting;

namespace ActorNet.Coordinator.Cluster;

/// <summary>
/// Starts the shards that have ever had leases, and starts them again elsewhere when their replica is gone. A shard starts with the first message to
/// it, and until then nothing of it expires: leases whose nodes never come back would hold their subnets until another node happened to ask it.
/// </summary>
internal sealed class ShardWaking(IRequiredActor<ShardsActor> shards, LeaseDirectory directory, IReplicas replicas, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            if (replicas.IsFirst)
            {
                WakeAll();
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void WakeAll()
    {
        foreach (var shard in Owners())
        {
            shards.ActorRef.Tell(new ShardEnvelope(shard, WakeShard.Instance), ActorRefs.NoSender);
        }
    }

    /// <summary>Those that have ever written, of the pools that are there: those of a pool that is gone stay stopped.</summary>
    private IReadOnlyList<ShardKey> Owners() => DirectoryDigest.ShardsOf(directory.Current.State);
}
