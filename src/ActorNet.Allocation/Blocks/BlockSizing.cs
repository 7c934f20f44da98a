using System.Net.Sockets;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Blocks;

/// <summary>How much space moves at a time, counted in subnets of the pool's own length.</summary>
internal static class BlockSizing
{
    private const int BlocksPerShard = 4;
    private const int MaxSubnetsPerBlockLog2 = 8;

    /// <summary>A shard that has much gets more at once: an eighth of it, up to this.</summary>
    private const int PartOfOwned = 8;
    private const int MostForLargeShards = 4096;

    /// <summary>As long as it can be had; less than that would be asked for again at once.</summary>
    private const int LeastWorthMoving = 16;
    private const int MostYielded = 64;
    private const int MostYieldedFromQuarantine = 16;

    /// <summary>What a shard has free and who else could do with what is quarantined: less than this part of what it owns stays where it is.</summary>
    private const int PartNotWorthMoving = 64;

    /// <summary>
    /// The prefix length of a block: a power of two of subnets, up to 256, so that each shard could get about four. Small pools thus spread
    /// over all shards, and in large ones the coordinator is asked once in 256 grants.
    /// </summary>
    public static int BlockLength(FamilySpec family, int shardCount)
    {
        var subnets = family.Cidrs.Aggregate(UInt128.Zero, (sum, cidr) => sum + cidr.CountOf(family.PrefixLength));
        var perBlock = subnets / (UInt128)(shardCount * BlocksPerShard);
        var log2 = perBlock <= 1 ? 0 : Math.Min((int)UInt128.Log2(perBlock), MaxSubnetsPerBlockLog2);
        return family.PrefixLength - log2;
    }

    /// <summary>
    /// The prefix length of what a shard gets at once: a block, or more where it has shown that it needs much; and no more than half of what
    /// each shard could have of the rest, so that the last of a pool is spread over all, as long as that is worth a move.
    /// </summary>
    public static int GrantLength(FamilySpec family, int shardCount, int blockLength, UInt128 owned, UInt128 free)
    {
        var wanted = Max(UInt128.One << (family.PrefixLength - blockLength), Min(owned / PartOfOwned, MostForLargeShards));
        var fair = Max(free / (UInt128)(2 * shardCount), Min(free, LeastWorthMoving));
        return family.PrefixLength - Log2(Min(wanted, fair));
    }

    /// <summary>The same for a shard that can still do without: half of its part, or nothing, and then this is null.</summary>
    public static int? GrantAheadLength(FamilySpec family, int shardCount, int blockLength, UInt128 owned, UInt128 free) =>
        free / (UInt128)(2 * shardCount) is var fair && fair >= LeastWorthMoving
            ? Math.Max(GrantLength(family, shardCount, blockLength, owned, free), family.PrefixLength - Log2(fair))
            : null;

    /// <summary>How many subnets a shard may have left before it asks for more: a sixteenth of what it has, up to a quarter of a block.</summary>
    public static UInt128 LowWater(FamilySpec family, int blockLength, UInt128 owned) =>
        Min(owned / 16, (UInt128.One << (family.PrefixLength - blockLength)) / 4);

    /// <summary>How many subnets a shard gives up of what it has free: half, and at least the one that is needed.</summary>
    public static UInt128 Yielded(UInt128 free) => Max(UInt128.One, Min(free / 2, MostYielded));

    /// <summary>Whether a shard has so little free that who asks for it had better take what is quarantined, and leave what is needed for the shard's own nodes.</summary>
    public static bool IsTooFew(UInt128 free, UInt128 owned) => free < owned / PartNotWorthMoving;

    /// <summary>How many subnets a shard gives up of what is quarantined: few, because each is kept for somebody.</summary>
    public static UInt128 YieldedFromQuarantine(UInt128 quarantined) => Max(UInt128.One, Min(quarantined / 4, MostYieldedFromQuarantine));

    /// <summary>How many subnets of a length so many addresses are.</summary>
    public static UInt128 Subnets(AddressFamily family, UInt128 addresses, int length) => addresses >> (Width(family) - length);

    private static int Width(AddressFamily family) => family == AddressFamily.InterNetwork ? 32 : 128;

    private static int Log2(UInt128 count) => count <= 1 ? 0 : (int)UInt128.Log2(count);

    private static UInt128 Min(UInt128 left, UInt128 right) => UInt128.Min(left, right);

    private static UInt128 Max(UInt128 left, UInt128 right) => UInt128.Max(left, right);
}
