using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Blocks;

/// <summary>
/// How space moves between a pool and its shards. Either direction has two phases, each journaled by who acts: granted, received; yielded,
/// returned. Grants and returns are numbered per shard and taken once, in order, so every message may be lost, repeated or late.
/// </summary>
internal static class BlockRules
{
    /// <summary>
    /// Hands blocks out of the pool's free space to a shard that has received all grants before; null where there is none that would do.
    /// </summary>
    public static BlocksGranted? Grant(PoolAccount pool, ShardKey shard, SpaceNeed need, Moment now)
    {
        if (FindBlocks(pool, need) is not { IsEmpty: false } blocks)
        {
            return null;
        }

        var number = (pool.LastGrantTo(shard)?.Number ?? 0) + 1;
        return new BlocksGranted(now.WallClock, shard, new BlockGrant(number, blocks, pool.EpochFloor));
    }

    /// <summary>Takes a grant that has not been taken yet; null where it has.</summary>
    public static BlocksReceived? Receive(ShardState shard, PoolSide side, Moment now) =>
        side.LastGrant is { } grant && grant.Number > shard.LastGrant ? new BlocksReceived(now.WallClock, grant) : null;

    /// <summary>Takes a return that has not been taken yet; null where it has.</summary>
    public static BlocksReturned? Return(PoolAccount pool, ShardKey shard, ShardSide side, Moment now) =>
        side.LastReturn is { } blockReturn && blockReturn.Number > pool.LastReturnFrom(shard)
            ? new BlocksReturned(now.WallClock, shard, blockReturn)
            : null;

    /// <summary>
    /// Whether the pool knows of moves that this shard should have made and has not: a successor made them, or its journal has lost them. It
    /// has to take nothing then, for its state says nothing about what it owns.
    /// </summary>
    public static bool IsBehind(ShardState shard, PoolSide side) =>
        side.ConfirmedReturn > (shard.LastReturn?.Number ?? 0) || side.LastGrant?.Number > shard.LastGrant + 1;

    /// <summary>The same of the pool: whether the shard knows of moves or settings that this coordinator should have made and has not.</summary>
    public static bool IsBehind(PoolAccount pool, ShardKey shard, ShardSide side) =>
        side.PoolVersion > pool.Spec.Version
        || side.ReceivedGrant > (pool.LastGrantTo(shard)?.Number ?? 0) || side.LastReturn?.Number > pool.LastReturnFrom(shard) + 1;

    /// <summary>What remains of a need when the pool gives what it has.</summary>
    public static SpaceNeed Lacking(PoolAccount pool, SpaceNeed need) =>
        need with { Lengths = [.. need.Lengths.Where(length => !TryFindBlock(pool, length, out _))] };

    /// <summary>A block for each length, or for the first wish that is free; all lengths or nothing.</summary>
    private static ImmutableArray<Prefix>? FindBlocks(PoolAccount pool, SpaceNeed need)
    {
        var blocks = ImmutableArray.CreateBuilder<Prefix>();
        foreach (var wishes in need.Preferred.GroupBy(wish => wish.Family))
        {
            if (wishes.Where(pool.IsFree).Select(wish => (Prefix?)wish).FirstOrDefault() is { } wish)
            {
                blocks.Add(Widen(pool, wish));
            }
        }

        foreach (var length in need.Lengths)
        {
            if (!TryFindBlock(pool, length, out var block))
            {
                return null;
            }

            blocks.Add(block.Value);
        }

        return blocks.DrainToImmutable();
    }

    private static bool TryFindBlock(PoolAccount pool, FamilyLength need, [NotNullWhen(true)] out Prefix? block)
    {
        var space = pool.Space[need.Family];
        for (var length = Math.Min(pool.BlockLength(need.Family), need.Length); length <= need.Length; length++)
        {
            if (space.TryFindFree(length, out var found))
            {
                block = found;
                return true;
            }
        }

        block = null;
        return false;
    }

    /// <summary>The largest free prefix around a wish that is no larger than a block.</summary>
    private static Prefix Widen(PoolAccount pool, Prefix wish)
    {
        while (wish.Length > pool.BlockLength(wish.Family) && pool.IsFree(wish.Parent))
        {
            wish = wish.Parent;
        }

        return wish;
    }
}
