using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Blocks;

/// <summary>What a shard gives back when the pool is short of space.</summary>
internal static class YieldRules
{
    /// <summary>
    /// Gives up a free prefix for each length that is needed, or a quarantined one where that is asked for. Nothing is given while the pool
    /// has not confirmed the return before: returns are taken in order, one at a time.
    /// </summary>
    public static ImmutableArray<ShardEvent> Decide(ShardState state, SpaceNeed need, bool mayEndQuarantine, long confirmedReturn, Moment now)
    {
        var lastReturn = state.LastReturn?.Number ?? 0;
        if (lastReturn > confirmedReturn)
        {
            return [];
        }

        var blocks = need.Lengths
            .Select(length => Find(state, length, mayEndQuarantine))
            .OfType<Prefix>()
            .ToImmutableArray();
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

    private static Prefix? Find(ShardState state, FamilyLength need, bool mayEndQuarantine)
    {
        var space = state.Space[need.Family];
        var isFound = mayEndQuarantine ? space.TryFind(need.Length, out var block) : space.TryFindFree(need.Length, out block);
        return isFound ? block : null;
    }
}
