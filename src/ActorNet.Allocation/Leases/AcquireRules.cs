using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Leases;

/// <summary>Who gets which subnets.</summary>
internal static class AcquireRules
{
    /// <summary>Where the search begins: with the wishes, where there are any that can come true.</summary>
    public static SpaceSearch FirstSearch(ShardState state, AcquireLease command) =>
        HasWish(state, command) ? SpaceSearch.Preferred : SpaceSearch.Free;

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
            LeaseState.Revoked => Grant(state, command, lease.Subnets, [], now),
            _ when command.BurntEpoch >= lease.Epoch => Grant(state, command, lease.Subnets, [], now),
            _ => Confirm(state, command, lease, now),
        };
    }

    /// <summary>The same node gets the same lease, with the latest that it has said of itself.</summary>
    private static LeaseDecision Confirm(ShardState state, AcquireLease command, Lease lease, Moment now)
    {
        var grant = new LeaseGrant(lease, state.Pool!);
        if (lease.Instance == command.Instance && (lease.Attributes == command.Attributes || command.Attributes.AreOlderThan(lease.Attributes)))
        {
            return LeaseDecision.Answer(grant);
        }

        var updated = new LeaseUpdated(now.WallClock, lease.Node, lease.Epoch, command.Instance, command.Attributes);
        return LeaseDecision.Answer(
            grant with { Lease = lease with { Instance = command.Instance, Attributes = command.Attributes, ChangedAt = now.WallClock } },
            updated);
    }

    /// <summary>A node that comes back finds its subnets, unless it asks for others that are free.</summary>
    private static LeaseDecision GrantAgain(ShardState state, AcquireLease command, Lease lease, SpaceSearch search, Moment now)
    {
        var fits = lease.Subnets.All(subnet => subnet.Length == WantedLength(command, state.Pool!.Family(subnet.Family)!));
        var wantsOthers = HasWish(state, command)
            && !command.Preferred.Any(lease.Subnets.Contains)
            && FindInOwnSpace(state, command, SpaceSearch.Preferred) is not null;
        return fits && !wantsOthers
            ? Grant(state, command, lease.Subnets, [], now)
            : FindAndGrant(state, command, lease, search, now);
    }

    private static LeaseDecision FindAndGrant(ShardState state, AcquireLease command, Lease? current, SpaceSearch search, Moment now)
    {
        if (FindLengthNotOffered(state, command) is { } refusal)
        {
            return LeaseDecision.Answer(refusal);
        }

        if (FindInOwnSpace(state, command, search) is not { } subnets)
        {
            return search == SpaceSearch.Preferred ? AskForWishes(state, command, current, now) : LeaseDecision.Starved(Need(state, command, search));
        }

        var evicted = subnets
            .SelectMany(state.QuarantinedLeasesIn)
            .Where(lease => lease.Node != current?.Node)
            .DistinctBy(lease => lease.Node)
            .Select(lease => new QuarantineEnded(now.WallClock, lease.Node, lease.Epoch));
        return Grant(state, command, subnets, evicted, now);
    }

    private static LeaseDecision Grant(
        ShardState state,
        AcquireLease command,
        ImmutableArray<Prefix> subnets,
        IEnumerable<ShardEvent> before,
        Moment now)
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
        var lease = new Lease(
            command.Node,
            subnets,
            epoch,
            LeaseState.Active,
            command.Instance,
            command.NewToken,
            command.Attributes,
            now.WallClock,
            now.WallClock);
        return LeaseDecision.Answer(new LeaseGrant(lease, state.Pool!), [.. before, granted]);
    }

    /// <summary>One subnet for each address family, or none at all.</summary>
    private static ImmutableArray<Prefix>? FindInOwnSpace(ShardState state, AcquireLease command, SpaceSearch search)
    {
        var subnets = ImmutableArray.CreateBuilder<Prefix>(2);
        foreach (var family in state.Pool!.Families)
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
        var (space, length) = (state.Space[family.Family], WantedLength(command, family));
        foreach (var wish in Wishes(command, family))
        {
            if (space.IsFree(wish))
            {
                subnet = wish;
                return true;
            }
        }

        subnet = default;
        return search switch
        {
            SpaceSearch.Preferred => !Wishes(command, family).Any() && space.TryFindFree(length, out subnet),
            SpaceSearch.Free => space.TryFindFree(length, out subnet),
            _ => space.TryFind(length, out subnet),
        };
    }

    private static LengthNotOffered? FindLengthNotOffered(ShardState state, AcquireLease command) => state.Pool!.Families
        .Select(family => (Spec: family, Length: WantedLength(command, family)))
        .Where(wanted => wanted.Length < wanted.Spec.Shortest || wanted.Length > wanted.Spec.Longest)
        .Select(wanted => new LengthNotOffered(new(wanted.Spec.Family, wanted.Length), wanted.Spec.Shortest, wanted.Spec.Longest))
        .FirstOrDefault();

    /// <summary>The pool may have what the shard has not; what the shard owns and does not have free is somebody's.</summary>
    private static LeaseDecision AskForWishes(ShardState state, AcquireLease command, Lease? current, Moment now)
    {
        ImmutableArray<Prefix> elsewhere = [.. state.Pool!.Families.SelectMany(family => Wishes(command, family)).Where(wish => !state.Owns(wish))];
        return elsewhere.IsEmpty
            ? FindAndGrant(state, command, current, SpaceSearch.Free, now)
            : LeaseDecision.Starved(new SpaceNeed([], elsewhere));
    }

    private static SpaceNeed Need(ShardState state, AcquireLease command, SpaceSearch search) => new([.. MissingLengths(state, command, search)], []);

    private static FamilyLength[] MissingLengths(ShardState state, AcquireLease command, SpaceSearch search) =>
    [
        .. state.Pool!.Families
            .Where(family => !TryFind(state, command, family, search, out _))
            .Select(family => new FamilyLength(family.Family, WantedLength(command, family))),
    ];

    /// <summary>The wishes that can come true: in the pool, of the wanted length.</summary>
    private static IEnumerable<Prefix> Wishes(AcquireLease command, FamilySpec family) => command.Preferred.Where(prefix =>
        prefix.Family == family.Family
        && prefix.Length == WantedLength(command, family)
        && family.Cidrs.Any(cidr => cidr.Contains(prefix)));

    private static bool HasWish(ShardState state, AcquireLease command) => state.Pool!.Families.Any(family => Wishes(command, family).Any());

    private static int WantedLength(AcquireLease command, FamilySpec family) =>
        (family.Family == AddressFamily.InterNetwork ? command.Ipv4Length : command.Ipv6Length) ?? family.PrefixLength;
}
