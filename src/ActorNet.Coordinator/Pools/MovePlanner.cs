using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using FamilySpace = ActorNet.Coordinator.Space.FamilySpace;

namespace ActorNet.Coordinator.Pools;

/// <summary>Whether the nodes of space that a pool is to lose find room in the rest: pure.</summary>
internal static class MovePlanner
{
    /// <summary>What is needed and what fits, for each length. Looks at every lease.</summary>
    /// <param name="pool">The pool as it is.</param>
    /// <param name="proposed">The pool as it would be.</param>
    public static IEnumerable<MoveNeed> Needs(DirectoryPool pool, PoolSpec proposed) => SpaceDifference.Of(pool.Spec.Cidrs, [.. proposed.Cidrs]).Any()
        ? proposed.Families.SelectMany(family => Needs(pool, proposed, family))
        : [];

    private static IEnumerable<MoveNeed> Needs(DirectoryPool pool, PoolSpec proposed, FamilySpec family)
    {
        var leaving = pool.Leases.After(node: null)
            .Where(lease => lease.IsHeld)
            .SelectMany(lease => lease.Staying)
            .Where(subnet => subnet.Family == family.Family && !family.Cidrs.Any(cidr => cidr.Contains(subnet)))
            .CountBy(subnet => subnet.Length)
            .OrderBy(length => length.Key)
            .ToImmutableArray();
        if (leaving.IsEmpty)
        {
            yield break;
        }

        var rest = pool.WithSettings(proposed);
        var space = FamilySpace.Of(rest, family);
        var needed = UInt128.Zero;
        var before = 0;
        foreach (var (length, count) in leaving)
        {
            // Prefixes that are placed from the largest to the smallest leave no hole that the next one would not fit into.
            needed = (needed << (length - before)) + (UInt128)count;
            before = length;
            var fits = Left(space.WithQuarantined.Fit(length), rest.HeadroomOf(family), family, length);
            yield return new MoveNeed
            {
                PrefixLength = length,
                IsIpv6 = family.Family == AddressFamily.InterNetworkV6,
                Subnets = count,
                Fits = Saturating.ToInt64(fits),
                IsEnough = needed <= fits,
            };
        }
    }

    /// <summary>Whom it is kept for is not asked: what some of the nodes could have of it is little against an order that cannot be carried out.</summary>
    private static UInt128 Left(UInt128 fit, UInt128 kept, FamilySpec family, int length)
    {
        var taken = length >= family.PrefixLength ? kept << (length - family.PrefixLength) : (kept + (UInt128.One << (family.PrefixLength - length)) - 1) >> (family.PrefixLength - length);
        return fit > taken ? fit - taken : UInt128.Zero;
    }
}
