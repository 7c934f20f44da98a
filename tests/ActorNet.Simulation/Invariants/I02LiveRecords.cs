using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I2: what is granted is of the pool, aligned, of an offered length, one for each family and what the node is leaving of it, in the writing shard's blocks, and nobody else's.</summary>
internal sealed class I02LiveRecords(Ledger ledger) : Invariant("I2", ledger)
{
    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseGranted granted)
        {
            return;
        }

        var pool = Ledger.PoolOf(shard);
        Require(pool.ShardOf(granted.Node) == shard, () => $"shard {shard} grants to {granted.Node}, which is not its own", writer.Name);
        Require(
            pool.Families.All(family => IsInOrder(granted, [.. granted.Subnets.Where(subnet => subnet.Family == family.Family)]))
                && granted.Leaving.All(granted.Subnets.Contains) && granted.Subnets.All(subnet => pool.Family(subnet.Family) is not null),
            () => $"{granted.Node} gets {granted.Subnets.Length} subnets in a pool of {pool.Families.Length} families",
            writer.Name);
        foreach (var subnet in granted.Subnets)
        {
            var family = pool.Family(subnet.Family)!;
            var isOffered = subnet.Length >= family.Shortest && subnet.Length <= family.Longest;
            var isKept = Ledger.Find(shard.Pool, granted.Node) is { IsHeld: true } held && held.Staying.Count(other => other.Family == subnet.Family) > 1 && held.Subnets.Contains(subnet);
            Require(isOffered || isKept || granted.Leaving.Contains(subnet), () => $"{subnet} is of a length that is not offered", writer.Name);
            var cells = Ledger.MapOf(shard)[subnet];
            Require(cells.Length > 0, () => $"{subnet} is not in the pool", writer.Name);
            foreach (var cell in cells)
            {
                Require(
                    cell.Place == Place.Shard && cell.ShardIndex == shard.Index,
                    () => $"shard {shard} grants {subnet}, which is {cell.Place} {cell.ShardIndex}",
                    writer.Name);
                Require(
                    cell.Lease is not { } lease || lease.Node == granted.Node,
                    () => $"{subnet} is granted to {granted.Node} while it is {cell.Lease!.Node}'s, {(cell.Lease.IsHeld ? "held" : "quarantined")}",
                    writer.Name);
            }
        }
    }

    /// <summary>First what the node uses, up to four, then what it is leaving, up to four.</summary>
    private static bool IsInOrder(LeaseGranted granted, ImmutableArray<Prefix> ofFamily)
    {
        var staying = ofFamily.TakeWhile(subnet => !granted.Leaving.Contains(subnet)).Count();
        return staying is >= 1 and <= Lease.MostSubnets
            && ofFamily.Length - staying < Lease.MostSubnets
            && ofFamily.Skip(staying).All(granted.Leaving.Contains);
    }
}
