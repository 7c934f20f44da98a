using ActorNet.Allocation.Identity;
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
            granted.Subnets.Where(subnet => !granted.Leaving.Contains(subnet)).Select(subnet => subnet.Family).SequenceEqual(pool.Families.Select(family => family.Family))
                && granted.Leaving.All(granted.Subnets.Contains) && granted.Leaving.DistinctBy(subnet => subnet.Family).Count() == granted.Leaving.Length,
            () => $"{granted.Node} gets {granted.Subnets.Length} subnets in a pool of {pool.Families.Length} families",
            writer.Name);
        foreach (var subnet in granted.Subnets)
        {
            var family = pool.Family(subnet.Family)!;
            var isOffered = subnet.Length >= family.Shortest && subnet.Length <= family.Longest;
            Require(isOffered || granted.Leaving.Contains(subnet), () => $"{subnet} is of a length that is not offered", writer.Name);
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
}
