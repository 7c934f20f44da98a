using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Allocation.Pools;

/// <summary>What a pool knows of one of its shards.</summary>
internal sealed class ShardAccount
{
    /// <summary>The blocks that are the shard's: received, or on their way to it.</summary>
    public AddressSpace Blocks { get; } = new();

    /// <summary>What the shard has to know of reservations.</summary>
    public ShardOrders Orders { get; } = new();

    /// <summary>The last grant; the shard may not have received it yet.</summary>
    public BlockGrant? LastGrant { get; private set; }

    /// <summary>The number of the last return that arrived.</summary>
    public long LastReturn { get; private set; }

    public void Grant(BlockGrant grant)
    {
        var expected = (LastGrant?.Number ?? 0) + 1;
        Invariant.Require(grant.Number == expected, $"grant {grant.Number} where {expected} is next");
        Blocks.Add(grant.Blocks);
        LastGrant = grant;
    }

    public void Return(BlockReturn blockReturn)
    {
        Invariant.Require(blockReturn.Number == LastReturn + 1, $"return {blockReturn.Number} after {LastReturn}: a return is taken once, in order");
        Blocks.Take(blockReturn.Blocks);
        LastReturn = blockReturn.Number;
    }

    public void Restore(ImmutableArray<Prefix> blocks, BlockGrant? lastGrant, long lastReturn)
    {
        Blocks.Add(blocks);
        (LastGrant, LastReturn) = (lastGrant, lastReturn);
    }
}
