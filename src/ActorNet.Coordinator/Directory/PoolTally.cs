using System.Net.Sockets;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;

namespace ActorNet.Coordinator.Directory;

/// <summary>How many leases a pool has, and how much of its space they take; kept with every change, never counted anew.</summary>
/// <param name="Active">Active leases.</param>
/// <param name="Suspect">Suspect leases.</param>
/// <param name="Revoked">Revoked leases.</param>
/// <param name="Quarantined">Quarantined leases.</param>
/// <param name="Ipv4">The IPv4 side.</param>
/// <param name="Ipv6">The IPv6 side.</param>
/// <param name="Digest">What clients compare with what they know.</param>
internal readonly record struct PoolTally(int Active, int Suspect, int Revoked, int Quarantined, FamilyTally Ipv4, FamilyTally Ipv6, LeaseDigest Digest)
{
    /// <summary>How many nodes hold a lease.</summary>
    public int Held => Active + Suspect + Revoked;

    public int Of(LeaseState state) => state switch
    {
        LeaseState.Active => Active,
        LeaseState.Suspect => Suspect,
        LeaseState.Revoked => Revoked,
        _ => Quarantined,
    };

    public FamilyTally Of(AddressFamily family) => family == AddressFamily.InterNetwork ? Ipv4 : Ipv6;

    public PoolTally Add(DirectoryLease lease, PoolSpec pool) => Count(lease.State, 1) with
    {
        Ipv4 = pool.Family(AddressFamily.InterNetwork) is { } v4 ? Ipv4.Add(lease, v4) : Ipv4,
        Ipv6 = pool.Family(AddressFamily.InterNetworkV6) is { } v6 ? Ipv6.Add(lease, v6) : Ipv6,
        Digest = lease.IsHeld ? Digest.Add(lease.Hash) : Digest,
    };

    public PoolTally Remove(DirectoryLease lease, PoolSpec pool) => Count(lease.State, -1) with
    {
        Ipv4 = pool.Family(AddressFamily.InterNetwork) is { } v4 ? Ipv4.Remove(lease, v4) : Ipv4,
        Ipv6 = pool.Family(AddressFamily.InterNetworkV6) is { } v6 ? Ipv6.Remove(lease, v6) : Ipv6,
        Digest = lease.IsHeld ? Digest.Remove(lease.Hash) : Digest,
    };

    private PoolTally Count(LeaseState state, int change) => state switch
    {
        LeaseState.Active => this with { Active = Active + change },
        LeaseState.Suspect => this with { Suspect = Suspect + change },
        LeaseState.Revoked => this with { Revoked = Revoked + change },
        _ => this with { Quarantined = Quarantined + change },
    };
}
