using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Leases;

/// <summary>
/// How a holder changes from one subnet to another without a gap: it gets the new one beside the old one, as a new grant, holds both for a while, and gives
/// the old one up, which is a new grant of the rest. In each address family it finishes one move before it begins another.
/// </summary>
internal static class MoveRules
{
    /// <summary>Whether the holder is to ask for other subnets: it must move, or has got some and believes in an epoch of before.</summary>
    public static bool MustMove(ShardState state, Lease lease, Epoch known) =>
        (known != lease.Epoch && !lease.Leaving.IsEmpty) || (state.Withheld.IsDraining && !FamiliesToMove(state, lease).IsEmpty);

    /// <summary>
    /// The address families in which the node is to have another subnet: its own is withheld by a range that drains, or another one is pinned to it by
    /// one that does, and ready. None where nothing new is granted.
    /// </summary>
    public static ImmutableArray<FamilySpec> FamiliesToMove(ShardState state, Lease lease)
    {
        if (!state.Withheld.IsDraining || state.Pool is { IsCordoned: true } or { IsClosing: true })
        {
            return [];
        }

        return [.. state.Pool!.Families.Where(family => MustMove(state, lease, family.Family))];
    }

    /// <summary>Whether a holder gets other subnets, if there are any.</summary>
    public static bool CanMove(ShardState state, AcquireLease command, Lease lease) =>
        command.AcceptsMove && !FamiliesToMove(state, lease).IsEmpty && SizeRules.FindNotOffered(Replacing(state, command, lease), state.Pool!) is null;

    /// <summary>
    /// New subnets, searched for like those of any node, before the old ones. All that the holder may believe in until it hears of them stays its own.
    /// </summary>
    public static LeaseDecision Move(ShardState state, AcquireLease command, Lease lease, SpaceSearch search, Moment now)
    {
        var (families, replacing) = (FamiliesToMove(state, lease), Replacing(state, command, lease));
        if (SubnetSearch.Find(state, replacing, families, search) is { } found)
        {
            return Move(state, command, lease, found, AcquireRules.Evicted(state, command, found, search, now), now);
        }

        if (search != SpaceSearch.Preferred)
        {
            return LeaseDecision.Starved(SubnetSearch.Need(state, replacing, families, search));
        }

        return SubnetSearch.WishesElsewhere(state, replacing, families) is { IsEmpty: false } elsewhere
            ? LeaseDecision.Starved(new SpaceNeed([], elsewhere))
            : Move(state, command, lease, SpaceSearch.Free, now);
    }

    /// <summary>
    /// Whether a holder has given up something that it is leaving. It names the epoch in which it did: a copy of the request that comes later finds another
    /// one, and is answered with the lease as it is. A closed shard grants nothing, not even less.
    /// </summary>
    public static bool GivesUp(ShardState state, AcquireLease command, Lease lease) =>
        command.GivenUpEpoch == lease.Epoch && !state.Pool!.IsClosing && lease.Leaving.Any(command.GivenUp.Contains);

    /// <summary>
    /// What is left. It covers the epoch in which the rest was given up, and none before: who believes in one of those may believe in what has ended.
    /// </summary>
    public static LeaseDecision GiveUp(ShardState state, AcquireLease command, Lease lease, Moment now)
    {
        var ended = lease.Leaving.Where(command.GivenUp.Contains).ToHashSet();
        var granted = AcquireRules.Regrant(state, command, lease, [.. lease.Subnets.Where(subnet => !ended.Contains(subnet))], now) with
        {
            GrownFrom = lease.Epoch,
            Leaving = [.. lease.Leaving.Where(subnet => !ended.Contains(subnet))],
        };
        var rest = Lease.Of(granted);
        return LeaseDecision.Answer(new LeaseGrant(rest, state.Pool!) { Sizes = SizeRules.Compare(command, state.Pool!, rest.Staying, isKept: true) }, granted);
    }

    /// <summary>What a grant may say of its node's subnets, and of what it is leaving.</summary>
    public static void RequireSound(LeaseGranted granted)
    {
        foreach (var leaving in granted.Leaving)
        {
            Invariant.Require(granted.Subnets.Contains(leaving), $"{granted.Node} is to leave {leaving}, which it does not have");
            Invariant.Require(
                granted.Subnets.Any(subnet => subnet.Family == leaving.Family && !granted.Leaving.Contains(subnet)),
                $"{granted.Node} is to leave {leaving}, and has nothing else of that address family");
        }

        for (var index = 1; index < granted.Subnets.Length; index++)
        {
            var family = granted.Subnets[index].Family;
            var staying = granted.Subnets.Count(subnet => subnet.Family == family && !granted.Leaving.Contains(subnet));
            Invariant.Require(staying <= Lease.MostSubnets, $"{granted.Node} is granted {staying} subnets of a family, more than {Lease.MostSubnets}");
            for (var other = 0; other < index; other++)
            {
                Invariant.Require(
                    !granted.Subnets[index].Overlaps(granted.Subnets[other]),
                    $"{granted.Node} is granted {granted.Subnets[index]} and {granted.Subnets[other]}, which overlap (I1)");
            }
        }
    }

    private static LeaseDecision Move(
        ShardState state, AcquireLease command, Lease lease, ImmutableArray<Prefix> found, ImmutableArray<ShardEvent> evicted, Moment now)
    {
        ImmutableArray<Prefix> old = [.. found.Select(subnet => ToReplace(state, lease, subnet.Family))];
        ImmutableArray<Prefix> subnets =
        [
            .. state.Pool!.Families.SelectMany(family => lease.StayingOf(family.Family)
                .Select(subnet => old.IndexOf(subnet) is >= 0 and var index ? found[index] : subnet)
                .Concat(old.Concat(lease.Leaving).Where(subnet => subnet.Family == family.Family))),
        ];
        var granted = AcquireRules.Regrant(state, command, lease, subnets, now) with
        {
            GrownFrom = lease.CoveredFrom,
            Leaving = [.. subnets.Where(subnet => old.Contains(subnet) || lease.Leaving.Contains(subnet))],
        };
        ImmutableArray<Prefix> kept = [.. lease.Staying.Where(subnet => !found.Any(other => other.Family == subnet.Family))];
        ImmutableArray<Prefix> others = [.. granted.Subnets.Where(subnet => !granted.Leaving.Contains(subnet) && !kept.Contains(subnet))];
        return LeaseDecision.Answer(
            new LeaseGrant(Lease.Of(granted), state.Pool!) { Sizes = SizeRules.Compare(command, state.Pool!, others, kept) },
            [.. evicted, granted]);
    }

    /// <summary>Which of its subnets of a family a node is to leave next.</summary>
    private static Prefix ToReplace(ShardState state, Lease lease, AddressFamily family)
    {
        var staying = lease.StayingOf(family);
        return staying.Where(subnet => state.Withheld.IsDrainedFrom(lease.Node, subnet)).DefaultIfEmpty(staying[0]).First();
    }

    /// <summary>The request as if it was for what takes the place of others: where a node may have several, each one as large as the one that it replaces.</summary>
    private static AcquireLease Replacing(ShardState state, AcquireLease command, Lease lease)
    {
        foreach (var family in FamiliesToMove(state, lease))
        {
            if (command.MostSubnets > 1 || lease.StayingOf(family.Family).Length > 1)
            {
                var length = Math.Clamp(ToReplace(state, lease, family.Family).Length, family.Shortest, family.Longest);
                command = family.Family == AddressFamily.InterNetwork
                    ? command with { Ipv4Length = length }
                    : command with { Ipv6Length = length };
            }
        }

        return command;
    }

    private static bool MustMove(ShardState state, Lease lease, AddressFamily family)
    {
        if (lease.Leaving.Any(leaving => leaving.Family == family))
        {
            return false;
        }

        var hasPin = state.Withheld.TryGetReadyPin(lease.Node, family, out var pin, out var drains);
        return lease.Subnets.Any(subnet => subnet.Family == family
            && (state.Withheld.IsDrainedFrom(lease.Node, subnet) || (hasPin && drains && pin != subnet)));
    }
}
