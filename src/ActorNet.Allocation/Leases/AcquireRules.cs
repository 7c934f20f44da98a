using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Leases;

/// <summary>Who gets which subnets.</summary>
internal static class AcquireRules
{
    /// <summary>Where the search begins: with the wishes, where there are any that can come true.</summary>
    public static SpaceSearch FirstSearch(ShardState state, AcquireLease command) =>
        SubnetSearch.HasWish(state, command) || AsksToGrow(state, command) ? SpaceSearch.Preferred : SpaceSearch.Free;

    public static LeaseDecision Decide(ShardState state, AcquireLease command, SpaceSearch search, Moment now)
    {
        if (CordonRules.Refuse(state, command) is { } cordoned)
        {
            return LeaseDecision.Answer(cordoned);
        }

        if (!state.TryGetLease(command.Node, out var lease))
        {
            return FindAndGrant(state, command, search, now);
        }

        var isHolder = lease.Instance == command.Instance || lease.Token == command.Token;
        return lease.State switch
        {
            LeaseState.Quarantined => GrantAgain(state, command, lease, search, now),
            _ when !isHolder => LeaseDecision.Answer(new NodeIdInUse(RenewalRules.BeliefLeft(state, lease, now))),
            _ when command.BurntEpoch >= lease.Epoch && PinRules.MustMove(state, lease) => state.Pool!.IsCordoned
                ? LeaseDecision.Answer(new PoolCordoned(IsClosing: false))
                : FindAndGrant(state, command, search, now),
            LeaseState.Revoked => Grant(state, command, lease.Subnets, isKept: true, [], now, lease.Leaving),
            _ when command.BurntEpoch >= lease.Epoch => Grant(state, command, ResizeRules.GrowOrGiveBack(state, command, lease.WithoutLeaving()), isKept: true, [], now),
            _ when MoveRules.GivesUp(state, command, lease) => MoveRules.GiveUp(state, command, lease, now),
            _ when MoveRules.CanMove(state, command, lease) => MoveRules.Move(state, command, lease, search, now),
            _ => GrowOrConfirm(state, command, lease, search, now),
        };
    }

    /// <summary>
    /// A holder that asks for more gets the space around its subnet, as a new grant: it is the same node's, and what it believes in until it hears of it is
    /// a part of that. Where it cannot be had, it keeps what it has.
    /// </summary>
    private static LeaseDecision GrowOrConfirm(ShardState state, AcquireLease command, Lease lease, SpaceSearch search, Moment now)
    {
        if (GiveBackRules.Decide(state, command, lease, now) is { } giveBack)
        {
            return giveBack;
        }

        if ((command.Ipv4Length is null && command.Ipv6Length is null)
            || state.Pool! is { IsCordoned: true } or { IsClosing: true }
            || !lease.Leaving.IsEmpty
            || PinRules.MustMove(state, lease))
        {
            return Confirm(state, command, lease, now);
        }

        if (search == SpaceSearch.Preferred && ResizeRules.MissingToGrow(state, command, lease) is { IsEmpty: false } missing)
        {
            return LeaseDecision.Starved(new SpaceNeed([], []) { Together = missing });
        }

        var subnets = ResizeRules.Grow(state, command, lease);
        return subnets != lease.Subnets
            ? Grow(state, command, lease, subnets, now)
            : FurtherRules.Decide(state, command, lease, search, now) ?? Confirm(state, command, lease, now);
    }

    /// <summary>All that the holder has, and more: whatever it may believe in until it hears of that stays its own.</summary>
    public static LeaseDecision Grow(
        ShardState state, AcquireLease command, Lease lease, ImmutableArray<Prefix> subnets, Moment now, ImmutableArray<ShardEvent>? before = null)
    {
        var grown = Regrant(state, command, lease, subnets, now) with { GrownFrom = lease.CoveredFrom };
        return Grant(state, command, grown, isKept: true, before ?? []);
    }

    /// <summary>Other subnets for a holder that goes on meanwhile with what it has: under a higher epoch, with the token that it may know by now.</summary>
    public static LeaseGranted Regrant(ShardState state, AcquireLease command, Lease lease, ImmutableArray<Prefix> subnets, Moment now)
    {
        var attributes = IsOutdated(command, lease) ? lease.Attributes : command.Attributes;
        return new(now.WallClock, lease.Node, state.HighestEpoch.Next, subnets, command.Instance, lease.Token, attributes, command.RequestId);
    }

    /// <summary>The same node gets the same lease, with the latest that it has said of itself.</summary>
    private static LeaseDecision Confirm(ShardState state, AcquireLease command, Lease lease, Moment now)
    {
        var heard = SuspicionRules.Heard(lease, now);
        lease = heard.IsEmpty ? lease : lease with { State = LeaseState.Active, ChangedAt = now.WallClock };
        var grant = new LeaseGrant(lease, state.Pool!) { Sizes = SizeRules.Compare(command, state.Pool!, lease.Staying, isKept: true) };
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
    /// reserved, or others are pinned to it. What it was leaving it does not get again.
    /// </summary>
    private static LeaseDecision GrantAgain(ShardState state, AcquireLease command, Lease lease, SpaceSearch search, Moment now)
    {
        var had = lease.WithoutLeaving();
        var subnets = ResizeRules.Return(state, command, had);
        var wantsOthers = SubnetSearch.HasWish(state, command)
            && !command.Preferred.Any(wish => subnets.Contains(wish) || had.Subnets.Contains(wish))
            && SubnetSearch.Find(state, command, state.Pool!.Families, SpaceSearch.Preferred) is not null;
        return !PinRules.MustMove(state, lease) && Fits(state, command, lease, subnets) && !wantsOthers
            ? Grant(state, command, subnets, isKept: false, [], now)
            : FindAndGrant(state, command, search, now);
    }

    /// <summary>
    /// Whether they have the size that is asked for; what is pinned to the node need not. Who takes several subnets can have the rest beside them, or give it back.
    /// </summary>
    private static bool Fits(ShardState state, AcquireLease command, Lease lease, ImmutableArray<Prefix> subnets)
    {
        foreach (var subnet in subnets)
        {
            if (state.Pool!.Family(subnet.Family) is not { } family)
            {
                return false;
            }

            var (shortest, longest) = command.MostSubnets > 1
                ? (family.Shortest, family.Longest)
                : (SizeRules.Wanted(command, family), SizeRules.LongestAccepted(command, family));
            if ((subnet.Length < shortest || subnet.Length > longest) && !PinRules.IsPin(state, lease, subnet))
            {
                return false;
            }
        }

        return true;
    }

    private static LeaseDecision FindAndGrant(ShardState state, AcquireLease command, SpaceSearch search, Moment now)
    {
        if (SizeRules.FindNotOffered(command, state.Pool!) is { } refusal)
        {
            return LeaseDecision.Answer(refusal);
        }

        var families = state.Pool!.Families;
        if (SubnetSearch.Find(state, command, families, search) is { } found)
        {
            var subnets = FurtherRules.WithKept(state, command, found);
            return Grant(state, command, subnets, isKept: false, Evicted(state, command, subnets, search, now), now);
        }

        if (search != SpaceSearch.Preferred)
        {
            return LeaseDecision.Starved(SubnetSearch.Need(state, command, families, search));
        }

        return SubnetSearch.WishesElsewhere(state, command, families) is { IsEmpty: false } elsewhere
            ? LeaseDecision.Starved(new SpaceNeed([], elsewhere))
            : FindAndGrant(state, command, SpaceSearch.Free, now);
    }

    /// <summary>Those whose quarantine ends for a grant.</summary>
    public static ImmutableArray<ShardEvent> Evicted(ShardState state, AcquireLease command, ImmutableArray<Prefix> subnets, SpaceSearch search, Moment now) =>
        [.. SubnetSearch.Evicted(state, command, subnets, search).Select(lease => new QuarantineEnded(now.WallClock, lease.Node, lease.Epoch))];

    private static LeaseDecision Grant(
        ShardState state, AcquireLease command, ImmutableArray<Prefix> subnets, bool isKept, ImmutableArray<ShardEvent> before, Moment now, ImmutableArray<Prefix>? leaving = null)
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
            command.RequestId) { Leaving = leaving ?? [] };
        return Grant(state, command, granted, isKept, before);
    }

    private static LeaseDecision Grant(ShardState state, AcquireLease command, LeaseGranted granted, bool isKept, ImmutableArray<ShardEvent> before)
    {
        var lease = Lease.Of(granted);
        var grant = new LeaseGrant(lease, state.Pool!) { Sizes = SizeRules.Compare(command, state.Pool!, lease.Staying, isKept) };
        return LeaseDecision.Answer(grant, before.IsEmpty ? [granted] : [.. before, granted]);
    }

    private static bool AsksToGrow(ShardState state, AcquireLease command) =>
        (command.Ipv4Length is not null || command.Ipv6Length is not null)
        && state.TryGetLease(command.Node, out var lease)
        && lease.IsRenewable
        && lease.Leaving.IsEmpty
        && !ResizeRules.MissingToGrow(state, command, lease).IsEmpty;
}
