using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Blocks;

/// <summary>How large the blocks are that a pool hands to its shards.</summary>
internal static class BlockSizing
{
    private const int BlocksPerShard = 4;
    private const int MaxSubnetsPerBlockLog2 = 8;

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
}
