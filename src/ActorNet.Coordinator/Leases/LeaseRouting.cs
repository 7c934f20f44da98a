using ActorNet.Allocation.Leases;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Pools;

namespace ActorNet.Coordinator.Leases;

/// <summary>Brings commands about leases to the pool that is there, also where this replica's directory still shows one that was deleted and made anew.</summary>
internal sealed class LeaseRouting(AllocationClient allocation, PoolLookup pools)
{
    /// <summary>The answer; null where the pool is gone.</summary>
    public async Task<LeaseReply?> AskAsync(DirectoryPool pool, LeaseCommand command, TimeSpan patience, CancellationToken cancellation)
    {
        var reply = await allocation.AskAsync(pool.Spec, command, patience, cancellation);
        if (reply is not PoolCordoned { IsClosing: true })
        {
            return reply;
        }

        return await pools.FindPresentAsync(pool.Spec.Name, cancellation) switch
        {
            null => null,
            var present when present.Spec.Generation == pool.Spec.Generation => reply,
            var present => await allocation.AskAsync(present.Spec, command, patience, cancellation),
        };
    }
}
