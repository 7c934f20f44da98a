using System.Collections.Immutable;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I20: when nothing is wrong any more everybody is served, as far as the pool goes, and nothing lapses.</summary>
internal sealed class I20EverybodyIsServed(Ledger ledger) : Invariant("I20", ledger)
{
    private bool isSettled;

    /// <summary>Those who want a subnet of a pool that has one for them.</summary>
    public static ImmutableArray<Machine> Unserved(IReadOnlyList<Machine> machines, Ledger ledger)
    {
        var all = ImmutableArray.CreateBuilder<Machine>();
        foreach (var pool in machines.Where(machine => machine.IsOn).GroupBy(machine => machine.PresentPool).Where(pool => CanBeFilled(pool.Key) && pool.First().HasKeptLengths))
        {
            var places = pool.Key.Families.Min(family => family.Cidrs.Aggregate(0, (sum, cidr) => sum + (int)cidr.CountOf(family.PrefixLength)) - Reserved(ledger, pool.Key, family) - Further(ledger, pool.Key, family));
            var unserved = pool.Where(machine => !machine.Holds(ledger.Now)).ToList();
            var wanted = pool.Count();
            var served = wanted - unserved.Count;
            if (served < Math.Min(places, wanted))
            {
                // The last places are for those that they are kept for.
                var last = pool.Key.Headroom.IsNone ? places : places - pool.Key.Headroom.Subnets;
                all.AddRange(unserved.Where(machine => machine.IsFavoured || served < last));
            }
        }

        return all.ToImmutable();
    }

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (isSettled && change is LeaseExpired expired && CanBeFilled(Ledger.PoolOf(shard)) && Ledger.MapOf(shard).HasKeptLengths)
        {
            // Where there is no space for all, nobody has waited for what a machine holds that was set up anew, or a clone that is gone, and who has given up what is
            // reserved by now has nothing else.
            var holder = Ledger.Find(shard.Pool, expired.Node)?.Instance;
            Require(
                !Ledger.Machines.Any(machine => machine.IsOn && machine.Node == expired.Node && machine.Instance.Value == holder?.Value && machine.Burnt < expired.Epoch),
                () => $"epoch {expired.Epoch} of {expired.Node} expires although nothing is wrong",
                expired.Node.Value,
                writer.Name);
        }
    }

    public override void OnSettled(IReadOnlyList<Machine> machines)
    {
        isSettled = true;
        var unserved = Unserved(machines, Ledger);
        Require(unserved.IsEmpty, () => $"there is space, and without a subnet are {string.Join(", ", unserved)}", [.. unserved.Select(machine => machine.Name)]);
    }

    /// <summary>What nodes have that have one already.</summary>
    private static int Further(Ledger ledger, PoolSpec pool, FamilySpec family) =>
        ledger.RecordsOf(pool.Name).Where(record => record.IsHeld).Sum(record => record.Subnets.Count(subnet => subnet.Family == family.Family) - 1);

    private static int Reserved(Ledger ledger, PoolSpec pool, FamilySpec family) => ledger.MapOf(pool.Name)?.Count(family.Family, cell => cell.IsReserved) ?? 0;

    /// <summary>With lengths of all kinds the last address need not fit anybody, and where nothing is reclaimed it may stay with the dead.</summary>
    private static bool CanBeFilled(PoolSpec pool) =>
        pool.Reclaim == ReclaimPolicy.Auto && pool.Families.All(family => family.Shortest == family.Longest);
}
