using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Directory;

/// <summary>A change that watchers are told of.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Lease">The lease after the change; for a deletion as it last was. Its revision is the change's.</param>
internal sealed record LeaseChange(LeaseEventType Kind, DirectoryLease Lease)
{
    public long Revision => Lease.Revision;

    public PoolName Pool => Lease.Pool;
}
