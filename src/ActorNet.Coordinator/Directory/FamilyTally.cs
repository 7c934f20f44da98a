using System.Net.Sockets;
using ActorNet.Allocation.Pools;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// How much of one address family is in use, counted in the smallest subnets that any pool can have (/30 and /126): a unit in which leases of all lengths
/// add up, whatever becomes of the pool's lengths.
/// </summary>
/// <param name="Held">What nodes hold.</param>
/// <param name="Quarantined">What is quarantined.</param>
internal readonly record struct FamilyTally(UInt128 Held, UInt128 Quarantined)
{
    public FamilyTally Add(DirectoryLease lease, FamilySpec family) => Change(lease, Size(lease, family));

    public FamilyTally Remove(DirectoryLease lease, FamilySpec family) => Change(lease, UInt128.Zero - Size(lease, family));

    /// <summary>What the family has in all.</summary>
    public static UInt128 TotalOf(FamilySpec family) => family.Cidrs.Aggregate(UInt128.Zero, (sum, cidr) => sum + cidr.CountOf(UnitLength(family.Family)));

    /// <summary>An amount in subnets of the family's default length, rounded down.</summary>
    public static UInt128 InSubnets(UInt128 amount, FamilySpec family) => amount >> (UnitLength(family.Family) - family.PrefixLength);

    /// <summary>The prefix length of the unit.</summary>
    public static int UnitLength(AddressFamily family) =>
        family == AddressFamily.InterNetwork ? PoolSettings.LongestIpv4Length : PoolSettings.LongestIpv6Length;

    /// <summary>Removing adds the two's complement, which comes out right because nothing is removed that was not added.</summary>
    private FamilyTally Change(DirectoryLease lease, UInt128 size) => lease.IsHeld
        ? this with { Held = unchecked(Held + size) }
        : this with { Quarantined = unchecked(Quarantined + size) };

    private static UInt128 Size(DirectoryLease lease, FamilySpec family) => lease.Subnets
        .Where(subnet => subnet.Family == family.Family)
        .Aggregate(UInt128.Zero, (sum, subnet) => sum + subnet.CountOf(UnitLength(family.Family)));
}
