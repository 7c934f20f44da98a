using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Leases;

/// <summary>
/// How a holder gives back what it has more than it wants: as with a move it is leaving that from then on, under a higher epoch, and gives it up when nothing
/// of it is in use any more. One step at a time: a further subnet, the last one first, or half of one.
/// </summary>
internal static class GiveBackRules
{
    /// <summary>The lease with what the holder is to leave; null where it leaves nothing.</summary>
    public static LeaseDecision? Decide(ShardState state, AcquireLease command, Lease lease, Moment now)
    {
        if (!command.AcceptsMove || state.Pool!.IsClosing || !lease.Leaving.IsEmpty || (lease.Subnets.Length == 1 && !command.GivesBack))
        {
            return null;
        }

        ImmutableArray<(ImmutableArray<Prefix> Staying, ImmutableArray<Prefix> Leaving)> families =
            [.. state.Pool.Families.Select(family => Divide(state, command, lease, family))];
        ImmutableArray<Prefix> leaving = [.. families.SelectMany(family => family.Leaving)];
        if (leaving.IsEmpty)
        {
            return null;
        }

        var granted = AcquireRules.Regrant(state, command, lease, [.. families.SelectMany(family => family.Staying.Concat(family.Leaving))], now) with
        {
            GrownFrom = lease.CoveredFrom,
            Leaving = leaving,
        };
        var rest = Lease.Of(granted);
        return LeaseDecision.Answer(new LeaseGrant(rest, state.Pool) { Sizes = SizeRules.Compare(command, state.Pool, [.. rest.Staying], isKept: true) }, granted);
    }

    /// <summary>What is left of a lease in which nobody believes any more: no more further subnets than are wanted, and than make up what is wanted.</summary>
    public static Lease Trim(AcquireLease command, Lease lease, Func<FamilySpec, int?> wanted, PoolSpec pool)
    {
        if (lease.Subnets.Length == 1)
        {
            return lease;
        }

        var subnets = lease.Subnets;
        foreach (var family in pool.Families)
        {
            var staying = lease.StayingOf(family.Family);
            for (var index = staying.Length - 1; index > 0; index--)
            {
                var isSurplus = wanted(family) is { } length
                    && SizeRules.AddressesIn(subnets, family.Family) - staying[index].AddressCount >= SizeRules.AddressesOf(family.Family, length);
                if (isSurplus || index >= command.MostSubnets)
                {
                    subnets = subnets.Remove(staying[index]);
                }
            }
        }

        return lease with { Subnets = subnets };
    }

    private static (ImmutableArray<Prefix> Staying, ImmutableArray<Prefix> Leaving) Divide(ShardState state, AcquireLease command, Lease lease, FamilySpec family)
    {
        var staying = lease.StayingOf(family.Family);
        if (staying.Length > Math.Max(command.MostSubnets, 1))
        {
            return (staying[..command.MostSubnets], staying[command.MostSubnets..]);
        }

        if (!command.GivesBack || SizeRules.Asked(command, family) is not { } asked)
        {
            return (staying, []);
        }

        var (held, wanted) = (SizeRules.AddressesIn(staying, family.Family), SizeRules.AddressesOf(family.Family, asked));
        if (held <= wanted)
        {
            return (staying, []);
        }

        // What is pinned to the node is not given back: it would get it again.
        var mayGo = staying.Reverse().Where(subnet => !ResizeRules.IsReserved(state, subnet)).ToList();
        foreach (var whole in mayGo.Where(subnet => subnet != staying[0] && subnet.AddressCount <= held - wanted))
        {
            return (staying.Remove(whole), [whole]);
        }

        foreach (var halved in mayGo.Where(subnet => subnet.Length < family.Longest && subnet.AddressCount / 2 <= held - wanted))
        {
            var kept = HalfOf(halved, command);
            return (staying.Replace(halved, kept), [kept.Buddy]);
        }

        return (staying, []);
    }

    /// <summary>What the node would like of it, else the lower half: that has the address which the node's bridge has.</summary>
    private static Prefix HalfOf(Prefix subnet, AcquireLease command)
    {
        foreach (var wish in command.Preferred)
        {
            if (subnet.Contains(wish) && wish != subnet)
            {
                return subnet.Right.Contains(wish) ? subnet.Right : subnet.Left;
            }
        }

        return subnet.Left;
    }
}
