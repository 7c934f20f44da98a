using ActorNet.Allocation.Pools;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// How much of one address family is in use, counted in subnets of the longest length that a node may ask for: the only unit in which leases
/// of all lengths add up.
/// </summary>
/// <param name="Held">What nodes hold.</param>
/// <param name="Quarantined">What is quarantined.</param>
internal readonly record struct FamilyTally(UInt128 Held, UInt128 Quarantined)
{
    public FamilyTally Add(DirectoryLease lease, FamilySpec family) => Change(lease, Size(lease, family));

    public FamilyTally Remove(DirectoryLease lease, FamilySpec family) => Change(lease, UInt128.Zero - Size(lease, family));

    /// <summary>What the family has in all.</summary>
    public static UInt128 TotalOf(FamilySpec family) => family.Cidrs.Aggregate(UInt128.Zero, (sum, cidr) => sum + cidr.CountOf(family.Longest));

    /// <summary>An amount in subnets of the family's default length, rounded down.</summary>
    public static UInt128 InSubnets(UInt128 amount, FamilySpec family) => amount >> (family.Longest - family.PrefixLength);

    /// <summary>Removing adds the two's complement, which comes out right because nothing is removed that was not added.</summary>
    private FamilyTally Change(DirectoryLease lease, UInt128 size) => lease.IsHeld
        ? this with { Held = unchecked(Held + size) }
        : this with { Quarantined = unchecked(Quarantined + size) };

    private static UInt128 Size(DirectoryLease lease, FamilySpec family) => lease.Subnets
        .Where(subnet => subnet.Family == family.Family)
        .Aggregate(UInt128.Zero, (sum, subnet) => sum + subnet.CountOf(family.Longest));
}
