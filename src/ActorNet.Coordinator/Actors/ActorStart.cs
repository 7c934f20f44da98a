using ActorNet.Allocation;
using ActorNet.Allocation.Persistence;
using ActorNet.Coordinator.Storage;
using Akka.Actor;
using Akka.Hosting;

namespace ActorNet.Coordinator.Actors;

/// <summary>Starts the allocation's actors, in this process alone or as a part of the cluster's.</summary>
internal delegate AllocationRefs StartAllocation(ActorSystem system, TimeProvider time, IOwnershipProof proof);

/// <summary>
/// Starts this replica's part of the allocation's actors. Before it joins, so that it has its part in the cluster's affairs from the moment
/// it is in; the cluster gives it shards only then.
/// </summary>
internal sealed class ActorStart(ActorSystem system, IJournalStore store, StartAllocation start, TimeProvider time) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var refs = start(system, time, store.Prove(system));
        var registry = ActorRegistry.For(system);
        registry.Register<PoolsActor>(refs.Pools);
        registry.Register<ShardsActor>(refs.Shards);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
