using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Directory;
using Akka.Actor;
using Akka.Hosting;

namespace ActorNet.Coordinator.Actors;

/// <summary>
/// Starts the shards that have leases. A shard starts with the first message to it, and until then nothing of it expires: leases whose nodes
/// never come back would hold their subnets until another node happened to ask the same shard.
/// </summary>
internal sealed class ShardStart(IRequiredActor<ShardsActor> shards, LeaseDirectory directory) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var owners = directory.Current.State.Pools.Values
            .SelectMany(pool => pool.Leases.After(node: null))
            .Select(lease => lease.Shard)
            .Distinct();
        foreach (var shard in owners)
        {
            shards.ActorRef.Tell(new ShardEnvelope(shard, new Identify(shard)), ActorRefs.NoSender);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
