using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Leases;

/// <summary>The search for subnets in what a shard has, and what to ask the pool for where that would not do.</summary>
internal static class SubnetSearch
{
    /// <summary>One subnet for each of the address families, or none at all.</summary>
    public static ImmutableArray<Prefix>? Find(ShardState state, AcquireLease command, ImmutableArray<FamilySpec> families, SpaceSearch search)
    {
        if (families is [var only])
        {
            return TryFind(state, command, only, search, out var found) ? [found] : null;
        }

        var subnets = ImmutableArray.CreateBuilder<Prefix>(families.Length);
        foreach (var family in families)
        {
            if (!TryFind(state, command, family, search, out var subnet))
            {
                return null;
            }

            subnets.Add(subnet);
        }

        return subnets.DrainToImmutable();
    }

    /// <summary>The wishes that only the pool can grant: what the shard owns and does not have free is somebody's.</summary>
    public static ImmutableArray<Prefix> WishesElsewhere(ShardState state, AcquireLease command, ImmutableArray<FamilySpec> families) =>
    [
        .. families
            .Where(family => !PinRules.TryPlace(state, command, family, SizeRules.Wanted(command, family), out _))
            .SelectMany(family => command.Preferred.Where(wish => IsWish(command, family, wish) && !state.Owns(wish))),
    ];

    /// <summary>What the shard has not, and the pool may have.</summary>
    public static SpaceNeed Need(ShardState state, AcquireLease command, ImmutableArray<FamilySpec> families, SpaceSearch search)
    {
        FamilyLength[] missing =
        [
            .. families
                .Where(family => !TryFind(state, command, family, search, out _))
                .Select(family => new FamilyLength(family.Family, SizeRules.Wanted(command, family))),
        ];
        return new([.. missing], []) { IsForKept = IsForKept(state, command) };
    }

    /// <summary>Whether the node is one that the pool's headroom is kept for.</summary>
    public static bool IsForKept(ShardState state, AcquireLease command) => state.Pool!.Headroom.IsFor(command.Labels);

    /// <summary>Whether there is a wish that can come true.</summary>
    public static bool HasWish(ShardState state, AcquireLease command)
    {
        foreach (var wish in command.Preferred)
        {
            if (state.Pool!.Family(wish.Family) is { } family && IsWish(command, family, wish))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The quarantines that end for a grant: nobody's, where only what is free was looked for. What is pinned may be somebody's.</summary>
    public static IEnumerable<Lease> Evicted(ShardState state, AcquireLease command, ImmutableArray<Prefix> subnets, SpaceSearch search) =>
        search < SpaceSearch.Quarantined && state.Withheld.Ranges.Count == 0
            ? []
            : subnets.SelectMany(state.QuarantinedLeasesIn).Where(lease => lease.Node != command.Node).DistinctBy(lease => lease.Node);

    private static bool TryFind(ShardState state, AcquireLease command, FamilySpec family, SpaceSearch search, out Prefix subnet)
    {
        var (space, length) = (state.Space[family.Family], SizeRules.Wanted(command, family));
        if (PinRules.TryPlace(state, command, family, length, out subnet))
        {
            return true;
        }

        var hasWish = false;
        foreach (var wish in command.Preferred)
        {
            if (IsWish(command, family, wish))
            {
                hasWish = true;
                if (space.IsFree(wish))
                {
                    subnet = wish;
                    return true;
                }
            }
        }

        subnet = default;
        return search switch
        {
            SpaceSearch.Preferred => !hasWish && TryFindFree(state, command, family, length, out subnet),
            SpaceSearch.Free => TryFindFree(state, command, family, length, out subnet),
            _ => TryFindFree(state, command, family, length, out subnet)
                || space.TryFind(length, out subnet)
                || (IsForKept(state, command) && state.Kept.Space[family.Family].TryFind(length, out subnet)),
        };
    }

    private static bool TryFindFree(ShardState state, AcquireLease command, FamilySpec family, int length, out Prefix subnet) =>
        state.Space[family.Family].TryFindFree(length, out subnet)
        || (IsForKept(state, command) && state.Kept.Space[family.Family].TryFindFree(length, out subnet));

    /// <summary>Whether it is a wish that can come true: in the pool, of the wanted length.</summary>
    private static bool IsWish(AcquireLease command, FamilySpec family, Prefix prefix)
    {
        if (prefix.Family != family.Family || prefix.Length != SizeRules.Wanted(command, family))
        {
            return false;
        }

        foreach (var cidr in family.Cidrs)
        {
            if (cidr.Contains(prefix))
            {
                return true;
            }
        }

        return false;
    }
}
