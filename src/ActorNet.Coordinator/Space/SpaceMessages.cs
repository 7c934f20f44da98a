using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Pools;
using V1 = ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Space;

/// <summary>What is left of pools, in the words of the contract.</summary>
internal static class SpaceMessages
{
    private const int Ipv4Width = 32;
    private const int Ipv6Width = 128;

    public static V1.GetPoolSpaceResponse From(DirectoryPool pool, ImmutableArray<FamilySpace> families, long revision) => new()
    {
        Name = pool.Spec.Name.Value,
        Revision = revision,
        Ipv4 = From(families, AddressFamily.InterNetwork),
        Ipv6 = From(families, AddressFamily.InterNetworkV6),
    };

    private static V1.FamilySpace? From(ImmutableArray<FamilySpace> families, AddressFamily family) =>
        families.FirstOrDefault(space => space.Spec.Family == family) is { } space ? From(space) : null;

    private static V1.FamilySpace From(FamilySpace space)
    {
        var (spec, tally) = (space.Spec, space.Tally);
        var total = FamilyTally.TotalOf(spec);
        return new V1.FamilySpace
        {
            Usage = PoolMessages.Usage(tally, space.Reserved, spec),
            TotalAddresses = Addresses(total, spec),
            HeldAddresses = Addresses(tally.Held, spec),
            QuarantinedAddresses = Addresses(tally.Quarantined, spec),
            FreeAddresses = Addresses(total - UInt128.Min(total, tally.Held + tally.Quarantined + space.Reserved), spec),
            ReservedAddresses = Addresses(space.Reserved, spec),
            Kept = Saturating.ToInt64(space.Kept),
            LargestHole = space.Free.Largest?.ToString() ?? string.Empty,
            LargestHoleWithQuarantined = space.WithQuarantined.Largest?.ToString() ?? string.Empty,
            Fits = { Enumerable.Range(spec.Shortest, spec.Longest - spec.Shortest + 1).Select(length => Fit(space, length)) },
        };
    }

    private static V1.SubnetFit Fit(FamilySpace space, int length) => new()
    {
        PrefixLength = length,
        Free = Saturating.ToInt64(space.Free.Fit(length)),
        WithQuarantined = Saturating.ToInt64(space.WithQuarantined.Fit(length)),
        IsDefault = length == space.Spec.PrefixLength,
    };

    /// <summary>An amount in the units of tallies, in addresses.</summary>
    private static long Addresses(UInt128 amount, FamilySpec spec)
    {
        var subnet = UInt128.One << ((spec.Family == AddressFamily.InterNetwork ? Ipv4Width : Ipv6Width) - FamilyTally.UnitLength(spec.Family));
        return amount > (UInt128)long.MaxValue / subnet ? long.MaxValue : (long)(amount * subnet);
    }
}
