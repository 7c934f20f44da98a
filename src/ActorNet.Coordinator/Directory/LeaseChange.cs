using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.Directory;

/// <summary>A change that watchers are told of.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Lease">The lease after the change; for a deletion as it last was. Its revision is the change's.</param>
internal sealed record LeaseChange(LeaseChangeKind Kind, DirectoryLease Lease)
{
    public long Revision => Lease.Revision;

    public PoolName Pool => Lease.Pool;
}

/// <summary>What happened to a lease.</summary>
internal enum LeaseChangeKind
{
    /// <summary>It is there, or is another one now.</summary>
    Put,

    /// <summary>Nobody holds it any more.</summary>
    Delete,
}
