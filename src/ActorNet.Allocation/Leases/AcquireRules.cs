using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Leases;

/// <summary>Who gets which subnets.</summary>
internal static class AcquireRules
{
    /// <summary>Where the search begins: with the wishes, where there are any that can come true.</summary>
    public static SpaceSearch FirstSearch(ShardState state, AcquireLease command) =>
        HasWish(state, command) || AsksToGrow(state, command) ? SpaceSearch.Preferred : SpaceSearch.Free;

    public static LeaseDecision Decide(ShardState state, AcquireLease command, SpaceSearch search, Moment now)
    {
        if (CordonRules.Refuse(state, command) is { } cordoned)
        {
            return LeaseDecision.Answer(cordoned);
        }

        if (!state.TryGetLease(command.Node, out var lease))
        {
            return FindAndGrant(state, command, current: null, search, now);
        }

        var isHolder = lease.Instance == command.Instance || lease.Token == command.Token;
        return lease.State switch
        {
            LeaseState.Quarantined => GrantAgain(state, command, lease, search, now),
            _ when !isHolder => LeaseDecision.Answer(new NodeIdInUse(RenewalRules.BeliefLeft(state, lease, now))),
            _ when command.BurntEpoch >= lease.Epoch && PinRules.MustMove(state, lease) => state.Pool!.IsCordoned
                ? LeaseDecision.Answer(new PoolCordoned(IsClosing: false))
                : FindAndGrant(state, command, lease, search, now),
            LeaseState.Revoked => Grant(state, command, lease.Subnets, isKept: true, [], now),
            _ when command.BurntEpoch >= lease.Epoch => Grant(state, command, ResizeRules.GrowOrGiveBack(state, command, lease), isKept: true, [], now),
            _ => GrowOrConfirm(state, command, lease, search, now),
        };
    }

    /// <summary>
    /// A holder that asks for more gets the space around its subnet, as a new grant: it is the same node's, and what it believes in until it hears of it is
    /// a part of that. Where it cannot be had, it keeps what it has.
    /// </summary>
    private static LeaseDecision GrowOrConfirm(ShardState state, AcquireLease command, Lease lease, SpaceSearch search, Moment now)
    {
        if ((command.Ipv4Length is null && command.Ipv6Length is null) || state.Pool! is { IsCordoned: true } or { IsClosing: true } || PinRules.MustMove(state, lease))
        {
            return Confirm(state, command, lease, now);
        }

        if (search == SpaceSearch.Preferred && ResizeRules.MissingToGrow(state, command, lease) is { IsEmpty: false } missing)
        {
            return LeaseDecision.Starved(new SpaceNeed([], []) { Together = missing });
        }

        var subnets = ResizeRules.Grow(state, command, lease);
        return subnets == lease.Subnets ? Confirm(state, command, lease, now) : Grow(state, command, lease, subnets, now);
    }

    private static LeaseDecision Grow(ShardState state, AcquireLease command, Lease lease, ImmutableArray<Prefix> subnets, Moment now)
    {
        var attributes = IsOutdated(command, lease) ? lease.Attributes : command.Attributes;
        var grown = new LeaseGranted(now.WallClock, lease.Node, state.HighestEpoch.Next, subnets, command.Instance, lease.Token, attributes, command.RequestId)
        {
            GrownFrom = lease.GrownFrom > Epoch.None ? lease.GrownFrom : lease.Epoch,
        };
        return Grant(state, command, grown, isKept: true, []);
    }

    /// <summary>The same node gets the same lease, with the latest that it has said of itself.</summary>
    private static LeaseDecision Confirm(ShardState state, AcquireLease command, Lease lease, Moment now)
    {
        var heard = SuspicionRules.Heard(lease, now);
        lease = heard.IsEmpty ? lease : lease with { State = LeaseState.Active, ChangedAt = now.WallClock };
        var grant = new LeaseGrant(lease, state.Pool!) { Sizes = SizeRules.Compare(command, state.Pool!, lease.Subnets, isKept: true) };
        if (lease.Instance == command.Instance && (lease.Attributes == command.Attributes || command.Attributes.AreOlderThan(lease.Attributes)))
        {
            return LeaseDecision.Answer(grant, heard);
        }

        var updated = new LeaseUpdated(now.WallClock, lease.Node, lease.Epoch, command.Instance, command.Attributes);
        return LeaseDecision.Answer(
            grant with { Lease = lease with { Instance = command.Instance, Attributes = command.Attributes, ChangedAt = now.WallClock } },
            [.. heard, updated]);
    }

    private static bool IsOutdated(AcquireLease command, Lease lease) =>
        lease.Instance == command.Instance && command.Attributes.AreOlderThan(lease.Attributes);

    /// <summary>
    /// A node that comes back finds its subnets, or what is to be had around or inside of them, unless it asks for others that are free, or they are
    /// reserved, or others are pinned to it.
    /// </summary>
    private static LeaseDecision GrantAgain(ShardState state, AcquireLease command, Lease lease, SpaceSearch search, Moment now)
    {
        var subnets = ResizeRules.Return(state, command, lease);
        var wantsOthers = HasWish(state, command)
            && !command.Preferred.Any(wish => subnets.Contains(wish) || lease.Subnets.Contains(wish))
            && FindInOwnSpace(state, command, SpaceSearch.Preferred) is not null;
        return !PinRules.MustMove(state, lease) && Fits(state, command, lease, subnets) && !wantsOthers
            ? Grant(state, command, subnets, isKept: false, [], now)
            : FindAndGrant(state, command, lease, search, now);
    }

    /// <summary>Whether they have the size that is asked for; what is pinned to the node need not.</summary>
    private static bool Fits(ShardState state, AcquireLease command, Lease lease, ImmutableArray<Prefix> subnets)
    {
        foreach (var subnet in subnets)
        {
            var family = state.Pool!.Family(subnet.Family);
            if (family is null
                || ((subnet.Length < SizeRules.Wanted(command, family) || subnet.Length > SizeRules.LongestAccepted(command, family))
                    && !PinRules.IsPin(state, lease, subnet)))
            {
                return false;
            }
        }

        return true;
    }

    private static LeaseDecision FindAndGrant(ShardState state, AcquireLease command, Lease? current, SpaceSearch search, Moment now)
    {
        if (SizeRules.FindNotOffered(command, state.Pool!) is { } refusal)
        {
            return LeaseDecision.Answer(refusal);
        }

        if (FindInOwnSpace(state, command, search) is not { } subnets)
        {
            return search == SpaceSearch.Preferred ? AskForWishes(state, command, current, now) : LeaseDecision.Starved(Need(state, command, search));
        }

        return Grant(state, command, subnets, isKept: false, Evicted(state, current, subnets, search, now), now);
    }

    /// <summary>Those whose quarantine ends for it: nobody's, where only what is free was looked for. What is pinned may be somebody's.</summary>
    private static ImmutableArray<ShardEvent> Evicted(ShardState state, Lease? current, ImmutableArray<Prefix> subnets, SpaceSearch search, Moment now) =>
        search < SpaceSearch.Quarantined && state.Withheld.Ranges.Count == 0
            ? []
            :
            [
                .. subnets
                    .SelectMany(state.QuarantinedLeasesIn)
                    .Where(lease => lease.Node != current?.Node)
                    .DistinctBy(lease => lease.Node)
                    .Select(lease => new QuarantineEnded(now.WallClock, lease.Node, lease.Epoch)),
            ];

    private static LeaseDecision Grant(
        ShardState state, AcquireLease command, ImmutableArray<Prefix> subnets, bool isKept, ImmutableArray<ShardEvent> before, Moment now)
    {
        var epoch = Epoch.Max(state.HighestEpoch, command.BurntEpoch).Next;
        var granted = new LeaseGranted(
            now.WallClock,
            command.Node,
            epoch,
            subnets,
            command.Instance,
            command.NewToken,
            command.Attributes,
            command.RequestId);
        return Grant(state, command, granted, isKept, before);
    }

    private static LeaseDecision Grant(ShardState state, AcquireLease command, LeaseGranted granted, bool isKept, ImmutableArray<ShardEvent> before)
    {
        var grant = new LeaseGrant(Lease.Of(granted), state.Pool!) { Sizes = SizeRules.Compare(command, state.Pool!, granted.Subnets, isKept) };
        return LeaseDecision.Answer(grant, before.IsEmpty ? [granted] : [.. before, granted]);
    }

    /// <summary>One subnet for each address family, or none at all.</summary>
    private static ImmutableArray<Prefix>? FindInOwnSpace(ShardState state, AcquireLease command, SpaceSearch search)
    {
        var families = state.Pool!.Families;
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
            SpaceSearch.Preferred => !hasWish && space.TryFindFree(length, out subnet),
            SpaceSearch.Free => space.TryFindFree(length, out subnet),
            _ => space.TryFind(length, out subnet),
        };
    }

    /// <summary>The pool may have what the shard has not; what the shard owns and does not have free is somebody's.</summary>
    private static LeaseDecision AskForWishes(ShardState state, AcquireLease command, Lease? current, Moment now)
    {
        ImmutableArray<Prefix> elsewhere =
        [
            .. state.Pool!.Families
                .Where(family => !PinRules.TryPlace(state, command, family, SizeRules.Wanted(command, family), out _))
                .SelectMany(family => command.Preferred.Where(wish => IsWish(command, family, wish) && !state.Owns(wish))),
        ];
        return elsewhere.IsEmpty
            ? FindAndGrant(state, command, current, SpaceSearch.Free, now)
            : LeaseDecision.Starved(new SpaceNeed([], elsewhere));
    }

    private static SpaceNeed Need(ShardState state, AcquireLease command, SpaceSearch search) => new([.. MissingLengths(state, command, search)], []);

    private static FamilyLength[] MissingLengths(ShardState state, AcquireLease command, SpaceSearch search) =>
    [
        .. state.Pool!.Families
            .Where(family => !TryFind(state, command, family, search, out _))
            .Select(family => new FamilyLength(family.Family, SizeRules.Wanted(command, family))),
    ];

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

    private static bool HasWish(ShardState state, AcquireLease command)
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

    private static bool AsksToGrow(ShardState state, AcquireLease command) =>
        (command.Ipv4Length is not null || command.Ipv6Length is not null)
        && state.TryGetLease(command.Node, out var lease)
        && lease.IsRenewable
        && !ResizeRules.MissingToGrow(state, command, lease).IsEmpty;
}
