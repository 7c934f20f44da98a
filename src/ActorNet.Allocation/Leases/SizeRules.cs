using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Leases;

/// <summary>Which prefix lengths a node asks for, accepts, and has got.</summary>
internal static class SizeRules
{
    /// <summary>What the node has asked for by number; null where it leaves that to the pool.</summary>
    public static int? Asked(AcquireLease command, FamilySpec family) => IsIpv4(family) ? command.Ipv4Length : command.Ipv6Length;

    /// <summary>
    /// The length that is looked for: what was asked for, and longer by what was conceded since. Who takes several subnets may ask for more than the largest
    /// of the pool's, and gets that to begin with.
    /// </summary>
    public static int Wanted(AcquireLease command, FamilySpec family)
    {
        var asked = Asked(command, family) ?? family.PrefixLength;
        var largest = command.MostSubnets > 1 ? Math.Max(asked, family.Shortest) : asked;
        return largest + (IsIpv4(family) ? command.Ipv4Conceded : command.Ipv6Conceded);
    }

    /// <summary>The length that all of a node's subnets of a family make up together where it comes back after its lease has ended.</summary>
    public static int WantedInAll(AcquireLease command, FamilySpec family) =>
        command.MostSubnets > 1 ? Asked(command, family) ?? family.PrefixLength : Wanted(command, family);

    /// <summary>How many addresses a prefix of a length has.</summary>
    public static UInt128 AddressesOf(AddressFamily family, int length) => UInt128.One << ((family == AddressFamily.InterNetwork ? 32 : 128) - length);

    /// <summary>How many addresses subnets have of one family.</summary>
    public static UInt128 AddressesIn(ImmutableArray<Prefix> subnets, AddressFamily family) =>
        subnets.Where(subnet => subnet.Family == family).Aggregate(UInt128.Zero, (sum, subnet) => sum + subnet.AddressCount);

    /// <summary>The longest that the node takes.</summary>
    public static int LongestAccepted(AcquireLease command, FamilySpec family)
    {
        var longest = IsIpv4(family) ? command.Ipv4Longest : command.Ipv6Longest;
        return Math.Max(Wanted(command, family), Math.Min(longest ?? 0, family.Longest));
    }

    /// <summary>The same request for the next longer prefix where nothing is left; null where the node does not take it.</summary>
    public static AcquireLease? Concede(AcquireLease command, PoolSpec pool, ImmutableArray<FamilyLength> lacking)
    {
        var conceded = command;
        foreach (var family in pool.Families)
        {
            if (lacking.Contains(new FamilyLength(family.Family, Wanted(command, family))))
            {
                if (Wanted(command, family) >= LongestAccepted(command, family))
                {
                    return null;
                }

                conceded = IsIpv4(family)
                    ? conceded with { Ipv4Conceded = command.Ipv4Conceded + 1 }
                    : conceded with { Ipv6Conceded = command.Ipv6Conceded + 1 };
            }
        }

        return ReferenceEquals(conceded, command) ? null : conceded;
    }

    public static LengthNotOffered? FindNotOffered(AcquireLease command, PoolSpec pool)
    {
        foreach (var family in pool.Families)
        {
            var length = Wanted(command, family);
            if (length < family.Shortest || length > family.Longest)
            {
                return new LengthNotOffered(new(family.Family, length), family.Shortest, family.Longest);
            }
        }

        return null;
    }

    /// <summary>What has become of the sizes that were asked for.</summary>
    /// <param name="command">What was asked for.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="subnets">What the node has.</param>
    /// <param name="isKept">Whether it had these before, or a part of them.</param>
    public static SubnetSizes Compare(AcquireLease command, PoolSpec pool, ImmutableArray<Prefix> subnets, bool isKept)
    {
        var sizes = default(SubnetSizes);
        foreach (var family in pool.Families)
        {
            if (AddressesIn(subnets, family.Family) is var held && held > UInt128.Zero)
            {
                var asked = Asked(command, family) ?? (isKept ? null : family.PrefixLength);
                var size = Compare(held, asked is { } length ? AddressesOf(family.Family, length) : held, isKept);
                sizes = IsIpv4(family) ? sizes with { Ipv4 = size } : sizes with { Ipv6 = size };
            }
        }

        return sizes;
    }

    /// <summary>The same for a node that has others in some address families, and keeps what it had in the rest.</summary>
    public static SubnetSizes Compare(AcquireLease command, PoolSpec pool, ImmutableArray<Prefix> others, ImmutableArray<Prefix> kept)
    {
        var (changed, unchanged) = (Compare(command, pool, others, isKept: false), Compare(command, pool, kept, isKept: true));
        return new(changed.Ipv4 == SubnetSize.None ? unchanged.Ipv4 : changed.Ipv4, changed.Ipv6 == SubnetSize.None ? unchanged.Ipv6 : changed.Ipv6);
    }

    private static SubnetSize Compare(UInt128 held, UInt128 asked, bool isKept) =>
        held == asked ? SubnetSize.AsAsked
        : held > asked ? SubnetSize.KeptLarger
        : isKept ? SubnetSize.KeptSmaller
        : SubnetSize.NothingLarger;

    private static bool IsIpv4(FamilySpec family) => family.Family == AddressFamily.InterNetwork;
}
