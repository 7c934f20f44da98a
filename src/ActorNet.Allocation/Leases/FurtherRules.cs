using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Leases;

/// <summary>
/// How a holder whose subnets cannot grow where they are gets another one beside them, in the same lease: with each request the largest that does not make
/// it more in all than it asks for. Nobody's quarantine ends for it, and what the holder believes in meanwhile stays its own.
/// </summary>
internal static class FurtherRules
{
    /// <summary>A further subnet, or what the shard must ask for to give one; null where the holder has what it wants, or can have no more.</summary>
    public static LeaseDecision? Decide(ShardState state, AcquireLease command, Lease lease, SpaceSearch search, Moment now)
    {
        var families = FamiliesShort(state, command, lease);
        if (families.IsEmpty)
        {
            return null;
        }

        var piece = ForPieces(command, lease, families);
        var reach = search < SpaceSearch.Free ? search : SpaceSearch.Free;
        ImmutableArray<Prefix> found = [.. families.SelectMany(family => SubnetSearch.Find(state, piece, [family], reach) ?? [])];
        if (!found.IsEmpty)
        {
            return AcquireRules.Grow(state, command, lease, With(lease.Subnets, found, state.Pool!), now);
        }

        if (search != SpaceSearch.Preferred)
        {
            // One family after the other: that there is nothing in one says nothing about another.
            return LeaseDecision.StarvedOfMore(SubnetSearch.Need(state, piece, families[..1], reach));
        }

        return SubnetSearch.WishesElsewhere(state, piece, families) is { IsEmpty: false } elsewhere
            ? LeaseDecision.StarvedOfMore(new SpaceNeed([], elsewhere))
            : Decide(state, command, lease, SpaceSearch.Free, now);
    }

    /// <summary>Whether a holder would get more, if there was any.</summary>
    public static bool IsShort(ShardState state, AcquireLease command, Lease lease) => !FamiliesShort(state, command, lease).IsEmpty;

    /// <summary>The same request for the next smaller piece of what nothing is free of; in the end for none.</summary>
    public static AcquireLease Concede(AcquireLease command, SpaceNeed need)
    {
        foreach (var length in need.Lengths)
        {
            command = length.Family == AddressFamily.InterNetwork
                ? command with { FurtherIpv4Conceded = command.FurtherIpv4Conceded + 1 }
                : command with { FurtherIpv6Conceded = command.FurtherIpv6Conceded + 1 };
        }

        return command;
    }

    /// <summary>What is found for who must have another subnet, and what it may keep of its further ones.</summary>
    public static ImmutableArray<Prefix> WithKept(ShardState state, AcquireLease command, ImmutableArray<Prefix> found)
    {
        if (command.MostSubnets == 1 || !state.TryGetLease(command.Node, out var lease) || !PinRules.MustMove(state, lease))
        {
            return found;
        }

        foreach (var kept in lease.Staying)
        {
            if (!state.Withheld.IsKeptFrom(lease.Node, kept)
                && !found.Any(kept.Overlaps)
                && found.Count(subnet => subnet.Family == kept.Family) < command.MostSubnets
                && state.Pool!.Family(kept.Family) is { } family
                && SizeRules.AddressesIn(found, kept.Family) + kept.AddressCount <= SizeRules.AddressesOf(kept.Family, SizeRules.WantedInAll(command, family)))
            {
                found = With(found, [kept], state.Pool);
            }
        }

        return found;
    }

    private static ImmutableArray<FamilySpec> FamiliesShort(ShardState state, AcquireLease command, Lease lease) =>
        [.. state.Pool!.Families.Where(family => PieceLength(command, lease, family) is not null)];

    /// <summary>The prefix length of what is looked for; null where nothing is.</summary>
    private static int? PieceLength(AcquireLease command, Lease lease, FamilySpec family)
    {
        var staying = lease.StayingOf(family.Family);
        if (staying.IsEmpty || staying.Length >= Math.Min(command.MostSubnets, Lease.MostSubnets) || SizeRules.Asked(command, family) is not { } asked)
        {
            return null;
        }

        var (held, wanted) = (SizeRules.AddressesIn(staying, family.Family), SizeRules.AddressesOf(family.Family, asked));
        if (held >= wanted)
        {
            return null;
        }

        var isIpv4 = family.Family == AddressFamily.InterNetwork;
        var whole = Math.Max((isIpv4 ? 32 : 128) - (int)UInt128.Log2(wanted - held), family.Shortest);
        var longest = Math.Max(whole, Math.Min((isIpv4 ? command.Ipv4Longest : command.Ipv6Longest) ?? family.PrefixLength, family.Longest));
        var length = whole + (isIpv4 ? command.FurtherIpv4Conceded : command.FurtherIpv6Conceded);
        return length <= longest && whole <= family.Longest ? length : null;
    }

    /// <summary>The request as if it was for the pieces alone.</summary>
    private static AcquireLease ForPieces(AcquireLease command, Lease lease, ImmutableArray<FamilySpec> families)
    {
        var pieces = command with
        {
            Preferred = [.. command.Preferred.Where(wish => !lease.Subnets.Any(wish.Overlaps))],
            Ipv4Conceded = 0,
            Ipv6Conceded = 0,
        };
        foreach (var family in families)
        {
            var length = PieceLength(command, lease, family);
            pieces = family.Family == AddressFamily.InterNetwork ? pieces with { Ipv4Length = length } : pieces with { Ipv6Length = length };
        }

        return pieces;
    }

    /// <summary>Subnets with others behind those of the same family.</summary>
    private static ImmutableArray<Prefix> With(ImmutableArray<Prefix> subnets, ImmutableArray<Prefix> others, PoolSpec pool) =>
        [.. pool.Families.SelectMany(family => subnets.Concat(others).Where(subnet => subnet.Family == family.Family))];
}
