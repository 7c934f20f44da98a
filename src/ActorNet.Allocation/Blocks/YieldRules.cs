using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Blocks;

/// <summary>What a shard gives back when the pool is short of space.</summary>
internal static class YieldRules
{
    /// <summary>
    /// Gives up free space for each length that is needed, or quarantined space where that is asked for and nothing is free. Nothing is given
    /// while the pool has not confirmed the return before: returns are taken in order, one at a time.
    /// </summary>
    public static ImmutableArray<ShardEvent> Decide(
        ShardState state, SpaceNeed need, bool mayEndQuarantine, long confirmedReturn, Moment now, YieldKind kind = YieldKind.Whole)
    {
        var lastReturn = state.LastReturn?.Number ?? 0;
        if (lastReturn > confirmedReturn)
        {
            return [];
        }

        ImmutableArray<Prefix> blocks =
        [
            .. need.Lengths.SelectMany(length => kind == YieldKind.Pieces ? Pieces(state, length, mayEndQuarantine) : Whole(state, length, mayEndQuarantine)),
        ];
        if (blocks.IsEmpty)
        {
            return [];
        }

        var evicted = blocks
            .SelectMany(state.QuarantinedLeasesIn)
            .DistinctBy(lease => lease.Node)
            .Select(lease => new QuarantineEnded(now.WallClock, lease.Node, lease.Epoch));
        return [.. evicted, new BlocksYielded(now.WallClock, new BlockReturn(lastReturn + 1, blocks, state.HighestEpoch))];
    }

    /// <summary>Space that subnets of the length fit into, more than one where there is more: whoever is short of one will be short of the next.</summary>
    private static ImmutableArray<Prefix> Whole(ShardState state, FamilyLength need, bool mayEndQuarantine)
    {
        var space = state.Space[need.Family];
        var wanted = BlockSizing.Yielded(BlockSizing.Subnets(need.Family, space.FreeAddresses, need.Length));
        var free = Gathering.Take(space, need.Length, need.Length - (int)UInt128.Log2(wanted));
        return free.IsEmpty && mayEndQuarantine && space.TryFind(need.Length, out var found) ? [found, .. OthersQuarantined(space, need, found)] : free;
    }

    private static IEnumerable<Prefix> OthersQuarantined(FreeSpace space, FamilyLength need, Prefix found)
    {
        var wanted = BlockSizing.YieldedFromQuarantine(BlockSizing.Subnets(need.Family, space.QuarantinedAddresses, need.Length));
        return space.Quarantined
            .Take(Gathering.MostBlocks)
            .Where(quarantined => quarantined.Length == need.Length && !quarantined.Overlaps(found))
            .Take((int)wanted - 1);
    }

    /// <summary>
    /// Smaller prefixes, out of which the pool may make one of the length together with what others have: this shard's part of each such prefix
    /// that it shares with others, where nobody holds anything of that part. Of one that is wholly its own there is nothing to be made.
    /// </summary>
    private static IEnumerable<Prefix> Pieces(ShardState state, FamilyLength need, bool mayEndQuarantine)
    {
        var space = state.Space[need.Family];
        return state.BlocksOf(need.Family)
            .Where(block => block.Length > need.Length)
            .GroupBy(block => block.Ancestor(need.Length))
            .Where(parts => parts.All(part => mayEndQuarantine ? space.Contains(part) : space.IsFree(part)))
            .SelectMany(parts => parts)
            .Take(Gathering.MostBlocks);
    }
}
