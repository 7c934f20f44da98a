using System.Collections.Immutable;
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
        if (FindBlocks(pool, shard, need) is { IsEmpty: false } blocks && HeadroomRules.MayGive(pool, blocks))
        {
            return Granted(pool, shard, blocks, isKept: false, now);
        }

        return !pool.Spec.Headroom.IsNone && FindLeast(pool, need) is { IsEmpty: false } least
            ? HeadroomRules.MayGive(pool, least) ? Granted(pool, shard, least, isKept: false, now)
                : need.IsForKept ? Granted(pool, shard, least, isKept: true, now)
                : null
            : null;
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
        || side.ReceivedGrant > (pool.LastGrantTo(shard)?.Number ?? 0)
        || side.LastReturn?.Number > pool.LastReturnFrom(shard) + 1
        || side.WithheldVersion > (pool.OrdersTo(shard.Index)?.Version ?? 0);

    /// <summary>What remains of a need when the pool gives what it has.</summary>
    public static SpaceNeed Lacking(PoolAccount pool, SpaceNeed need) =>
        need with { Lengths = [.. need.Lengths.Where(length => !HeadroomRules.MayGive(pool, need, length))] };

    /// <summary>Whether something of a need is there, and kept from it.</summary>
    public static bool IsKeptFrom(PoolAccount pool, SpaceNeed need) =>
        need.Lengths.Any(length => pool.Space[length.Family].TryFindFree(length.Length, out _) && !HeadroomRules.MayGive(pool, need, length));

    /// <summary>
    /// Whether a shard may have pieces that are too small for a length that is needed: only those who may are asked for them. What shards have of the headroom is no more
    /// than is kept, so that of this it is enough that anybody has any.
    /// </summary>
    public static bool HasPieces(PoolAccount pool, ShardAccount shard, SpaceNeed need)
    {
        foreach (var length in need.Lengths)
        {
            if (shard.Blocks[length.Family].HasFreeLongerThan(length.Length) || (need.IsForKept && pool.KeptByShards[length.Family].HasFreeLongerThan(length.Length)))
            {
                return true;
            }
        }

        return false;
    }

    private static BlocksGranted Granted(PoolAccount pool, ShardKey shard, ImmutableArray<Prefix> blocks, bool isKept, Moment now)
    {
        var number = (pool.LastGrantTo(shard)?.Number ?? 0) + 1;
        return new BlocksGranted(now.WallClock, shard, new BlockGrant(number, blocks, pool.EpochFloor) { IsKept = isKept });
    }

    /// <summary>Just what serves the node that waits, and nothing for those that may come: near the headroom every subnet counts. None where one is missing.</summary>
    private static ImmutableArray<Prefix> FindLeast(PoolAccount pool, SpaceNeed need)
    {
        var least = ImmutableArray.CreateBuilder<Prefix>(need.Lengths.Length);
        foreach (var length in need.Lengths)
        {
            if (!pool.Space[length.Family].TryFindFree(length.Length, out var found))
            {
                return [];
            }

            least.Add(found);
        }

        return least.DrainToImmutable();
    }

    /// <summary>Space for each length, or for the first wish that is free, or all that is wanted together; all lengths or nothing.</summary>
    private static ImmutableArray<Prefix>? FindBlocks(PoolAccount pool, ShardKey shard, SpaceNeed need)
    {
        var blocks = ImmutableArray.CreateBuilder<Prefix>();
        foreach (var wishes in need.Preferred.GroupBy(wish => wish.Family))
        {
            if (wishes.Where(pool.IsFree).Select(wish => (Prefix?)wish).FirstOrDefault() is { } wish)
            {
                blocks.Add(Widen(pool, wish));
            }
        }

        if (need.Together.All(pool.IsFree))
        {
            blocks.AddRange(need.Together);
        }

        foreach (var length in need.Ahead)
        {
            blocks.AddRange(FindAhead(pool, shard, length));
        }

        foreach (var length in need.Lengths)
        {
            var found = Find(pool, shard, length);
            if (found.IsEmpty)
            {
                return null;
            }

            blocks.AddRange(found);
        }

        return blocks.DrainToImmutable();
    }

    private static ImmutableArray<Prefix> Find(PoolAccount pool, ShardKey shard, FamilyLength need)
    {
        var (family, owned, free) = Amounts(pool, shard, need);
        var length = BlockSizing.GrantLength(family, pool.Spec.ShardCount, pool.BlockLength(need.Family), owned, free);
        return Gathering.Take(pool.Space[need.Family], need.Length, Math.Min(length, need.Length));
    }

    private static ImmutableArray<Prefix> FindAhead(PoolAccount pool, ShardKey shard, FamilyLength need)
    {
        if (pool.Spec.Family(need.Family) is null)
        {
            return [];
        }

        var (family, owned, free) = Amounts(pool, shard, need);
        return BlockSizing.GrantAheadLength(family, pool.Spec.ShardCount, pool.BlockLength(need.Family), owned, free) is { } length
            ? Gathering.Take(pool.Space[need.Family], need.Length, Math.Min(length, need.Length))
            : [];
    }

    /// <summary>How many subnets of the pool's own length the shard has, held or not, and how many the pool.</summary>
    private static (FamilySpec Family, UInt128 Owned, UInt128 Free) Amounts(PoolAccount pool, ShardKey shard, FamilyLength need)
    {
        var family = pool.Spec.Family(need.Family)!;
        var owned = pool.Shards.TryGetValue(shard.Index, out var account) ? account.Blocks[need.Family].FreeAddresses : UInt128.Zero;
        return (
            family,
            BlockSizing.Subnets(need.Family, owned, family.PrefixLength),
            pool.Spec.Headroom.IsNone ? BlockSizing.Subnets(need.Family, pool.Space[need.Family].FreeAddresses, family.PrefixLength) : HeadroomRules.Spare(pool, family));
    }

    /// <summary>The largest free prefix around a wish that is no larger than a block; just the wish where what is around may be kept for others.</summary>
    private static Prefix Widen(PoolAccount pool, Prefix wish)
    {
        while (pool.Spec.Headroom.IsNone && wish.Length > pool.BlockLength(wish.Family) && pool.IsFree(wish.Parent))
        {
            wish = wish.Parent;
        }

        return wish;
    }
}
