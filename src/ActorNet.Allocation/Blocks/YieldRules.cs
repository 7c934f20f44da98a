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
            .. need.Lengths.SelectMany(length => kind == YieldKind.Pieces
                ? Pieces(state, length, mayEndQuarantine, need.IsForKept)
                : Whole(state, length, mayEndQuarantine) is var found && (!found.IsEmpty || !need.IsForKept) ? found : Kept(state, length, mayEndQuarantine)),
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
        var free = BlockSizing.Subnets(need.Family, space.FreeAddresses, need.Length);
        if (!mayEndQuarantine && BlockSizing.IsTooFew(free, BlockSizing.Subnets(need.Family, state.OwnedAddresses(need.Family), need.Length)))
        {
            return [];
        }

        var found = Gathering.Take(space, need.Length, need.Length - (int)UInt128.Log2(BlockSizing.Yielded(free)));
        return mayEndQuarantine ? [.. found, .. Quarantined(space, need, found)] : found;
    }

    /// <summary>One subnet of what the shard has of the pool's headroom, for a node of another shard that it is kept for as well.</summary>
    private static ImmutableArray<Prefix> Kept(ShardState state, FamilyLength need, bool mayEndQuarantine)
    {
        var space = state.Kept.Space[need.Family];
        return space.TryFindFree(need.Length, out var found) || (mayEndQuarantine && space.TryFind(need.Length, out found)) ? [found] : [];
    }

    /// <summary>As many more as it takes to be worth a move, the oldest first.</summary>
    private static IEnumerable<Prefix> Quarantined(FreeSpace space, FamilyLength need, ImmutableArray<Prefix> found)
    {
        var wanted = (int)BlockSizing.YieldedFromQuarantine(BlockSizing.Subnets(need.Family, space.QuarantinedAddresses, need.Length));
        var missing = wanted - found.Sum(block => (int)block.CountOf(need.Length));
        ImmutableArray<Prefix> first = found.IsEmpty && space.TryFind(need.Length, out var oldest) ? [oldest] : [];
        var more = space.Quarantined
            .Take(Gathering.MostBlocks)
            .Where(quarantined => quarantined.Length == need.Length && !first.Any(quarantined.Overlaps))
            .Take(missing - first.Length);
        return [.. first, .. more];
    }

    /// <summary>
    /// Smaller prefixes, out of which the pool may make one of the length together with what others have: this shard's part of each such prefix
    /// that it shares with others, where nobody holds anything of that part. Of one that is wholly its own there is nothing to be made.
    /// </summary>
    private static IEnumerable<Prefix> Pieces(ShardState state, FamilyLength need, bool mayEndQuarantine, bool isForKept)
    {
        FreeSpace[] spaces = isForKept ? [state.Space[need.Family], state.Kept.Space[need.Family]] : [state.Space[need.Family]];
        var shared = state.BlocksOf(need.Family)
            .Where(block => block.Length > need.Length)
            .GroupBy(block => block.Ancestor(need.Length))
            .Where(parts => parts.All(part => IsIn(spaces, part, mayEndQuarantine)))
            .SelectMany(parts => parts);
        return (isForKept ? shared.Concat(HalfKept(state, need, spaces, mayEndQuarantine)) : shared).Take(Gathering.MostBlocks);
    }

    /// <summary>Prefixes of the length of which this shard has all, a part of it kept and the rest not: neither space has them, and the pool can give them out whole.</summary>
    private static IEnumerable<Prefix> HalfKept(ShardState state, FamilyLength need, FreeSpace[] spaces, bool mayEndQuarantine)
    {
        var kept = state.Kept.Space[need.Family];
        return (mayEndQuarantine ? kept.Free.Concat(kept.Quarantined) : kept.Free)
            .Where(piece => piece.Length > need.Length)
            .Select(piece => piece.Ancestor(need.Length))
            .Distinct()
            .Where(whole => state.Owns(whole) && IsIn(spaces, whole, mayEndQuarantine));
    }

    /// <summary>Whether nobody holds any of it: what is kept and what is not may lie side by side.</summary>
    private static bool IsIn(FreeSpace[] spaces, Prefix part, bool mayEndQuarantine)
    {
        var found = UInt128.Zero;
        foreach (var space in spaces)
        {
            foreach (var piece in space.Within(part).Where(piece => mayEndQuarantine || space.IsFree(piece)))
            {
                found += piece.AddressCount;
            }
        }

        return found == part.AddressCount;
    }
}
