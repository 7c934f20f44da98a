using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Leases;

namespace ActorNet.Coordinator.Directory;

/// <summary>A change that watchers are told of.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Lease">The lease after the change; for a deletion as it last was. Its revision is the change's.</param>
internal sealed record LeaseChange(LeaseEventType Kind, DirectoryLease Lease)
{
    private LeaseEvent? message;

    public long Revision => Lease.Revision;

    public PoolName Pool => Lease.Pool;

    /// <summary>The change in the words of the contract: made once, however many watch. It must not be changed.</summary>
    public LeaseEvent ToMessage(PoolSpec pool) => message ??= new LeaseEvent { Type = Kind, Lease = LeaseMessages.From(Lease, pool) };
}
