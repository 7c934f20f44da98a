using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Views;

namespace ActorNet.Simulation.Invariants;

/// <summary>
/// Decision 16: a holder is given another subnet beside its own only when it accepts that, and its own lies in a range that drains or another one is pinned to it by
/// one that does; it has one move at a time of each address family; and when nothing is wrong any more nobody stays in a range that drains, as far as there is space.
/// </summary>
internal sealed class MovesInOrder(Ledger ledger) : Invariant("M", ledger)
{
    private readonly Dictionary<(PoolName, NodeId), TimeSpan> grantedAt = [];

    /// <summary>Space that has just become free may have been asked for a moment before.</summary>
    private static readonly TimeSpan Search = TimeSpan.FromSeconds(20);

    /// <summary>Those whose agents should have moved, or have not given up what they were leaving.</summary>
    public static ImmutableArray<Machine> Unmoved(IReadOnlyList<Machine> machines, Ledger ledger) =>
    [
        .. machines.Where(machine => machine is { IsOn: true, IsCopied: false, AcceptsMoves: true, HasKeptLengths: true }
            && ledger.PoolNamed(machine.Pool.Name) is { IsCordoned: false, IsClosing: false }
            && ledger.Find(machine.Pool.Name, machine.Node) is { IsHeld: true, IsRevoked: false } record
            && machine.Holds(ledger.Now)
            && (!record.Leaving.IsEmpty || record.Staying.Any(subnet => IsInTheWay(ledger, record, subnet)))),
    ];

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is LeaseGranted any)
        {
            grantedAt[(shard.Pool, any.Node)] = Ledger.Now;
        }

        if (change is not LeaseGranted granted || granted.Leaving.IsEmpty)
        {
            return;
        }

        var before = Ledger.Find(shard.Pool, granted.Node);
        Require(before is { IsHeld: true }, () => $"{granted.Node} is to leave {granted.Leaving[0]}, and holds nothing", granted.Node.Value, writer.Name);

        // What an operator took back is given back whole: another copy of the disk may believe in it.
        var isAllGivenUp = !before!.IsRevoked && (Ledger.Command(granted.RequestId) as AcquireLease)?.BurntEpoch >= before.Epoch;
        Require(!isAllGivenUp, () => $"{granted.Node} is to leave {granted.Leaving[0]}, and has given all up", granted.Node.Value, writer.Name);
        var started = granted.Leaving.Where(subnet => !before!.Leaving.Contains(subnet)).ToList();
        Require(
            started.Count == 0 || Ledger.Command(granted.RequestId) is AcquireLease { AcceptsMove: true },
            () => $"{granted.Node} is to leave {started[0]}, and has not said that it can",
            granted.Node.Value,
            writer.Name);
        foreach (var subnet in started)
        {
            Require(
                FurtherInOrder.GivesBack(Ledger, before, granted, subnet)
                    || (before.Subnets.Contains(subnet) && !before.Leaving.Any(leaving => leaving.Family == subnet.Family) && MustLeave(shard, granted, subnet)),
                () => $"{granted.Node} is to leave {subnet}, which it need not",
                granted.Node.Value,
                writer.Name);
        }
    }

    /// <summary>Who holds a lease is never refused it for want of another subnet.</summary>
    public override void OnAnswer(IWriter writer, Request request, TimeSpan arrivedAt, LeaseReply reply)
    {
        if (reply is PoolExhausted && request.Command is AcquireLease acquire && Ledger.Find(request.Pool, acquire.Node) is { IsHeld: true, IsRevoked: false } record)
        {
            Require(
                acquire.BurntEpoch >= record.Epoch || grantedAt[(request.Pool, acquire.Node)] > arrivedAt,
                () => $"{writer.Name} refuses {acquire.Node} the lease that it holds",
                acquire.Node.Value,
                writer.Name);
        }
    }

    public override void OnEnd(IReadOnlyList<Machine> machines, IReadOnlyList<Replica> replicas, IReadOnlyList<Watcher> watchers, GossipTable gossip)
    {
        foreach (var machine in Unmoved(machines, Ledger))
        {
            var (pool, record) = (Ledger.PoolNamed(machine.Pool.Name)!, Ledger.Find(machine.Pool.Name, machine.Node)!);
            Require(record.Leaving.IsEmpty || IsUnderWay(pool, machine), () => $"{machine} has not given up {record.Leaving[0]} in the end", machine.Name);
            var inTheWay = record.Staying.Where(subnet => IsInTheWay(Ledger, record, subnet)).ToList();

            // What has to move moves together: where one address family has no room, the other waits.
            Require(
                inTheWay.Count == 0 || !inTheWay.All(subnet => HasRoom(pool, machine, subnet)),
                () => $"{machine} is still in the way of a range that drains in the end, with {string.Join(", ", inTheWay)}",
                machine.Name);
        }
    }

    /// <summary>What it moves to may have become free only now.</summary>
    private bool IsUnderWay(PoolSpec pool, Machine machine) => Ledger.Now < grantedAt[(pool.Name, machine.Node)] + pool.MoveWindow + pool.Timing.TimeToLive;

    private bool HasRoom(PoolSpec pool, Machine machine, Prefix subnet)
    {
        var family = pool.Family(subnet.Family)!;
        return family.Shortest == family.Longest
            && (pool.Headroom.IsNone || machine.IsFavoured)
            && Ledger.MapOf(pool.Name)!.HasBeenIdle(family.Family, family.PrefixLength, Ledger.Now - Search, machine.IsFavoured);
    }

    private static bool IsInTheWay(Ledger ledger, Record record, Prefix subnet) => ledger.ReservationsOf(record.Shard.Pool).Any(reservation =>
        reservation.Drains && reservation.Cidr.Overlaps(subnet) && !(reservation.Node == record.Node && reservation.Cidr == subnet));

    private bool MustLeave(ShardKey shard, LeaseGranted granted, Prefix subnet) => Ledger.WithheldBy(shard).Ranges.Any(range => range.Drains
        && ((range.Range.Overlaps(subnet) && !(range.Pinned == granted.Node && range.Range == subnet))
            || (range.Pinned == granted.Node && range.Range.Family == subnet.Family && granted.Subnets.Contains(range.Range) && range.Range != subnet)));
}
