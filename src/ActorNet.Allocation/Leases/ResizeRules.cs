using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Leases;

/// <summary>
/// How a subnet changes its size where it is. It grows over free space around it, so that what is believed in of it stays its node's; a part of it is given
/// back only by who believes in none of it any more.
/// </summary>
internal static class ResizeRules
{
    /// <summary>What a holder has when its subnets have grown as far as it asks and as they can: the same where they cannot.</summary>
    public static ImmutableArray<Prefix> Grow(ShardState state, AcquireLease command, Lease lease) =>
        Resize(state, lease, family => SizeRules.Asked(command, family), giveBack: null);

    /// <summary>The same for who has given its lease up and wants it anew: where it asks for less, it gets a part.</summary>
    public static ImmutableArray<Prefix> GrowOrGiveBack(ShardState state, AcquireLease command, Lease lease) =>
        Resize(state, GiveBackRules.Trim(command, lease, family => SizeRules.Asked(command, family), state.Pool!), family => SizeRules.Asked(command, family), command);

    /// <summary>The same for who comes back after its lease has ended, and for the pool's own length where it asks for none.</summary>
    public static ImmutableArray<Prefix> Return(ShardState state, AcquireLease command, Lease lease) =>
        Resize(state, GiveBackRules.Trim(command, lease, family => SizeRules.WantedInAll(command, family), state.Pool!), family => SizeRules.WantedInAll(command, family), command);

    /// <summary>What the pool would have to give so that a holder's subnets grow to what it asks for; none where that would not do.</summary>
    public static ImmutableArray<Prefix> MissingToGrow(ShardState state, AcquireLease command, Lease lease)
    {
        var missing = ImmutableArray.CreateBuilder<Prefix>();
        foreach (var subnet in lease.Subnets)
        {
            var family = state.Pool!.Family(subnet.Family)!;
            if (SizeRules.Asked(command, family) is { } asked
                && LengthToGrowTo(lease.Subnets, subnet, asked) is var length && length < subnet.Length
                && IsOffered(family, subnet, length)
                && !IsReserved(state, subnet))
            {
                missing.AddRange(MissingAround(state, subnet, length));
            }
        }

        return missing.Count <= SpaceNeed.MostTogether ? missing.DrainToImmutable() : [];
    }

    private static ImmutableArray<Prefix> Resize(ShardState state, Lease lease, Func<FamilySpec, int?> wanted, AcquireLease? giveBack)
    {
        var subnets = lease.Subnets;
        for (var index = 0; index < subnets.Length; index++)
        {
            var subnet = subnets[index];
            if (state.Pool!.Family(subnet.Family) is { } family && wanted(family) is { } length && !IsReserved(state, subnet))
            {
                var resized = LengthToGrowTo(subnets, subnet, length) is var larger && larger < subnet.Length ? LargestAround(state, family, subnet, larger)
                    : length > subnet.Length && length <= family.Longest && giveBack is not null && IsOnlyOne(subnets, subnet) ? PartOf(subnet, length, giveBack)
                    : subnet;
                subnets = resized == subnet ? subnets : subnets.SetItem(index, resized);
            }
        }

        return subnets;
    }

    /// <summary>How large a subnet may become so that the node has no more in all than it asks for; where it is the only one of its family, just that.</summary>
    private static int LengthToGrowTo(ImmutableArray<Prefix> subnets, Prefix subnet, int asked)
    {
        if (IsOnlyOne(subnets, subnet))
        {
            return asked;
        }

        var (held, wanted, length) = (SizeRules.AddressesIn(subnets, subnet.Family), SizeRules.AddressesOf(subnet.Family, asked), subnet.Length);
        while (length > asked && held - subnet.AddressCount + SizeRules.AddressesOf(subnet.Family, length - 1) <= wanted)
        {
            length--;
        }

        return length;
    }

    private static bool IsOnlyOne(ImmutableArray<Prefix> subnets, Prefix subnet) => subnets.Count(other => other.Family == subnet.Family) == 1;

    private static Prefix LargestAround(ShardState state, FamilySpec family, Prefix subnet, int length)
    {
        var space = state.Space[subnet.Family];
        while (!state.Pool!.IsCordoned && subnet.Length > length && IsOffered(family, subnet, subnet.Length - 1) && space.IsFree(subnet.Buddy))
        {
            subnet = subnet.Parent;
        }

        return subnet;
    }

    /// <summary>What the node would like of it, else the lowest part: that has the address which the node's bridge has.</summary>
    private static Prefix PartOf(Prefix subnet, int length, AcquireLease command)
    {
        foreach (var wish in command.Preferred)
        {
            if (wish.Length == length && subnet.Contains(wish))
            {
                return wish;
            }
        }

        return subnet.Subprefix(UInt128.Zero, length);
    }

    private static List<Prefix> MissingAround(ShardState state, Prefix subnet, int length)
    {
        var missing = new List<Prefix>();
        for (; subnet.Length > length; subnet = subnet.Parent)
        {
            if (!TryFindMissing(state, subnet.Buddy, missing))
            {
                return [];
            }
        }

        return missing;
    }

    /// <summary>The parts of a prefix that are not this shard's; false where one that is its own is not free, or there are too many.</summary>
    private static bool TryFindMissing(ShardState state, Prefix prefix, List<Prefix> missing)
    {
        if (state.Space[prefix.Family].IsFree(prefix))
        {
            return true;
        }

        if (!state.OwnsAnyOf(prefix))
        {
            missing.Add(prefix);
            return missing.Count <= SpaceNeed.MostTogether;
        }

        return !state.Owns(prefix) && TryFindMissing(state, prefix.Left, missing) && TryFindMissing(state, prefix.Right, missing);
    }

    /// <summary>What is pinned to the node is as large as it was pinned, and what is withheld from it is left for another subnet, not for a part.</summary>
    public static bool IsReserved(ShardState state, Prefix subnet) => state.Withheld.Overlapping(subnet).Count > 0;

    /// <summary>Whether the pool gives such subnets, and has one around this: it may not go over a CIDR's edge.</summary>
    private static bool IsOffered(FamilySpec family, Prefix subnet, int length)
    {
        if (length < family.Shortest)
        {
            return false;
        }

        var around = subnet.Ancestor(length);
        foreach (var cidr in family.Cidrs)
        {
            if (cidr.Contains(around))
            {
                return true;
            }
        }

        return false;
    }
}
