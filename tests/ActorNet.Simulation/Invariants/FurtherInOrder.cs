using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Views;

namespace ActorNet.Simulation.Invariants;

/// <summary>
/// Decision 18: a holder is given a subnet beside those that it has only when it takes so many, and no more in all than it asks for; it is to leave one for no
/// other reason than a move only when it says that it gives back, or takes fewer, and never so much that too little is left; and in the end everybody has what it wants, as far as there is
/// something free.
/// </summary>
internal sealed class FurtherInOrder(Ledger ledger) : Invariant("F", ledger)
{
    /// <summary>Space that has just become free may have been asked for a moment before.</summary>
    private static readonly TimeSpan Search = TimeSpan.FromSeconds(25);

    /// <summary>Whether a holder leaves a subnet because it has more than it asks for, or more subnets than it takes.</summary>
    public static bool GivesBack(Ledger ledger, Record before, LeaseGranted granted, Prefix left)
    {
        if (!before.Leaving.IsEmpty || ledger.Command(granted.RequestId) is not AcquireLease { AcceptsMove: true } acquire || !Record.Contain(before.Subnets, granted.Subnets))
        {
            return false;
        }

        ImmutableArray<Prefix> staying = [.. granted.Subnets.Where(subnet => subnet.Family == left.Family && !granted.Leaving.Contains(subnet))];
        var isSurplus = before.Staying.Count(subnet => subnet.Family == left.Family) > acquire.MostSubnets && staying.Length == acquire.MostSubnets;
        var family = ledger.PoolNamed(before.Shard.Pool)?.Family(left.Family);
        return isSurplus
            || (acquire.GivesBack && family is not null && SizeRules.Asked(acquire, family) is { } length
                && SizeRules.AddressesIn(staying, left.Family) >= SizeRules.AddressesOf(left.Family, length));
    }

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseGranted granted || Ledger.Command(granted.RequestId) is not AcquireLease acquire)
        {
            return;
        }

        var before = Ledger.Find(shard.Pool, granted.Node);
        foreach (var family in Ledger.PoolOf(shard).Families)
        {
            ImmutableArray<Prefix> has = [.. granted.Subnets.Where(subnet => subnet.Family == family.Family && !granted.Leaving.Contains(subnet))];
            if (before is not { IsHeld: true })
            {
                Require(has.Length <= acquire.MostSubnets, () => $"{granted.Node} is granted {has.Length} subnets, and takes {acquire.MostSubnets}", granted.Node.Value, writer.Name);
            }
            else if (!before.IsRevoked && acquire.BurntEpoch < before.Epoch)
            {
                CheckMore(writer, shard, granted, acquire, before, has, family);
            }
        }
    }

    private void CheckMore(IWriter writer, ShardKey shard, LeaseGranted granted, AcquireLease acquire, Record before, ImmutableArray<Prefix> has, FamilySpec family)
    {
        ImmutableArray<Prefix> had = [.. before.Staying.Where(subnet => subnet.Family == family.Family)];
        var (sizeBefore, size) = (SizeRules.AddressesIn(had, family.Family), SizeRules.AddressesIn(has, family.Family));
        var isMove = granted.Leaving.Any(subnet => subnet.Family == family.Family && !before.Leaving.Contains(subnet));
        Require(
            has.Length <= had.Length || (has.Length <= acquire.MostSubnets && before.Leaving.IsEmpty && !isMove),
            () => $"{granted.Node} is granted {has[^1]} beside {had[0]}, and does not take so many",
            granted.Node.Value,
            writer.Name);
        var isAsked = SizeRules.Asked(acquire, family) is { } length && size <= SizeRules.AddressesOf(family.Family, length);
        var isPin = Ledger.WithheldBy(shard).Ranges.Any(range => range.Pinned == granted.Node && has.Contains(range.Range));
        Require(
            size <= sizeBefore || (isMove ? isPin || acquire.MostSubnets == 1 || !Ledger.MapOf(shard).HasKeptLengths : isAsked),
            () => $"{granted.Node} is granted {has[^1]}, which makes more than it has asked for",
            granted.Node.Value,
            writer.Name);
    }

    /// <summary>Those that want more, or less, than they have although nothing is in the way.</summary>
    public static ImmutableArray<Machine> Unmet(IReadOnlyList<Machine> machines, Ledger ledger) =>
    [
        .. machines.Where(machine => machine is { IsOn: true, IsCopied: false, HasKeptLengths: true, Agent: LeaseAgent { Aim: { } aim, Situation: { Believes: true, Lease: { } believed } } }
            && !aim.IsMetBy(believed)
            && machine.Holds(ledger.Now)
            && ledger.PoolNamed(machine.Pool.Name) is { IsCordoned: false, IsClosing: false } pool
            && ledger.Find(pool.Name, machine.Node) is { IsHeld: true, IsRevoked: false } record
            && !ledger.ReservationsOf(pool.Name).Any(reservation => reservation.Node == machine.Node || record.Subnets.Any(reservation.Cidr.Overlaps))
            && (pool.Headroom.IsNone || machine.IsFavoured)
            && pool.Families.Any(family => family.Shortest == family.Longest && IsUnmet(ledger, machine, record, family))),
    ];

    public override void OnEnd(IReadOnlyList<Machine> machines, IReadOnlyList<Replica> replicas, IReadOnlyList<Watcher> watchers, GossipTable gossip)
    {
        foreach (var machine in Unmet(machines, Ledger))
        {
            Require(false, () => $"{machine} has not what it wants in the end, and nothing is in its way", machine.Name);
        }
    }

    private static bool IsUnmet(Ledger ledger, Machine machine, Record record, FamilySpec family)
    {
        var aim = ((LeaseAgent)machine.Agent!).Aim!.Value;
        var length = family.Family == System.Net.Sockets.AddressFamily.InterNetwork ? aim.IPv4PrefixLength : aim.IPv6PrefixLength;
        if (length == 0)
        {
            return false;
        }

        var held = record.Staying.Count(subnet => subnet.Family == family.Family);
        var wanted = 1 << (family.PrefixLength - length);
        return held < wanted && held < machine.MostSubnets ? ledger.MapOf(record.Shard.Pool)!.HasBeenIdle(family.Family, family.PrefixLength, ledger.Now - Search, machine.IsFavoured, endsQuarantine: false)
            : held > wanted && machine is { GivesBack: true, AcceptsMoves: true };
    }
}
