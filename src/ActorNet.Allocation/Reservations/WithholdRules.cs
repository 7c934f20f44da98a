using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Reservations;

/// <summary>What a shard does with its pool's orders.</summary>
internal static class WithholdRules
{
    /// <summary>So many blocks go back at once; what is left goes with the next answer.</summary>
    private const int MaxBlocksPerReturn = 256;

    /// <summary>
    /// Takes orders that are newer than those before; nothing for others, which are late or a predecessor's. Quarantines end where ranges change
    /// hands: what is reserved is kept for nobody else.
    /// </summary>
    public static ImmutableArray<ShardEvent> Take(ShardState state, long version, ImmutableArray<WithheldRange> ranges, Moment now)
    {
        if (version <= state.Withheld.Version)
        {
            return [];
        }

        // Whether nodes are to move changes nothing of what is withheld.
        var (before, after) = (state.Withheld.Ranges.Select(WithoutDrain).ToHashSet(), ranges.Select(WithoutDrain).ToHashSet());
        var changed = before.Except(after).Concat(after.Except(before)).Select(range => range.Range);
        return [.. EndQuarantines(state, changed, now), new RangesWithheld(now.WallClock, version, ranges)];
    }

    /// <summary>
    /// Gives up what nobody holds of the ranges that are not for a node of the shard's own. Nothing is given while the pool has not confirmed the
    /// return before: returns are taken in order, one at a time.
    /// </summary>
    public static ImmutableArray<ShardEvent> GiveUp(ShardState state, long confirmedReturn, Moment now)
    {
        var lastReturn = state.LastReturn?.Number ?? 0;
        if (lastReturn > confirmedReturn)
        {
            return [];
        }

        ImmutableArray<Prefix> blocks = [.. state.Withheld.ToGiveUp.Take(MaxBlocksPerReturn)];
        return blocks.IsEmpty
            ? []
            : [.. EndQuarantines(state, blocks, now), new BlocksYielded(now.WallClock, new BlockReturn(lastReturn + 1, blocks, state.HighestEpoch))];
    }

    private static WithheldRange WithoutDrain(WithheldRange range) => range with { Drains = false };

    private static IEnumerable<ShardEvent> EndQuarantines(ShardState state, IEnumerable<Prefix> ranges, Moment now) => ranges
        .SelectMany(state.QuarantinedLeasesIn)
        .DistinctBy(lease => lease.Node)
        .Select(lease => new QuarantineEnded(now.WallClock, lease.Node, lease.Epoch));
}
