using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>
/// Decision 19: no grant of blocks for all nodes leaves fewer subnets with the coordinator than are kept, less those that shards have out of the headroom; and of
/// these a shard gives nothing new to a node that they are not kept for.
/// </summary>
internal sealed class KeptHeadroom(Ledger ledger) : Invariant("H", ledger)
{
    public override void OnPoolEvent(IWriter writer, PoolEvent change)
    {
        if (change is not BlocksGranted { Grant: { IsKept: false, Reservation: 0 } grant } granted || Ledger.PoolNamed(granted.Shard.Pool) is not { Headroom.IsNone: false } pool)
        {
            return;
        }

        var map = Ledger.MapOf(pool.Name)!;
        foreach (var family in pool.Families.Where(family => grant.Blocks.Any(block => block.Family == family.Family)))
        {
            var free = map.CountSubnets(family.Family, family.PrefixLength, cell => cell is { Place: Place.Pool, IsReserved: false });
            var taken = grant.Blocks.Where(block => block.Family == family.Family)
                .SelectMany(block => block.Length >= family.PrefixLength
                    ? [block.Ancestor(family.PrefixLength)]
                    : Enumerable.Range(0, (int)block.CountOf(family.PrefixLength)).Select(index => block.Subprefix((UInt128)index, family.PrefixLength)))
                .Distinct()
                .Count(subnet => map[subnet].ToArray() is { Length: > 0 } cells && cells.All(cell => cell is { Place: Place.Pool, IsReserved: false }));
            var kept = pool.Headroom.Subnets - map.CountSubnets(family.Family, family.PrefixLength, cell => cell.IsKept);
            Require(
                taken == 0 || free - taken >= kept,
                () => $"{writer.Name} grants {taken} of {free} subnets to shard {granted.Shard.Index} for anybody, and {kept} are kept for {pool.Headroom.Selector}",
                writer.Name,
                granted.Shard.ToString());
        }
    }

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseGranted granted
            || Ledger.PoolOf(shard).Headroom is not { IsNone: false } headroom
            || (Ledger.Command(granted.RequestId) is AcquireLease acquire && headroom.IsFor(acquire.Labels)))
        {
            return;
        }

        // What a node had, it has, and finds again, whatever it says of itself by now.
        var before = Ledger.Find(shard.Pool, granted.Node);
        foreach (var subnet in granted.Subnets.Where(subnet => before?.Subnets.Any(had => had.Contains(subnet) || subnet.Contains(had)) is not true))
        {
            Require(
                !Ledger.MapOf(shard)[subnet].ToArray().Any(cell => cell is { IsKept: true, IsReserved: false }), // what is pinned to it comes before
                () => $"{subnet} is granted to {granted.Node}, and it is kept for {headroom.Selector}",
                granted.Node.Value,
                writer.Name);
        }
    }
}
