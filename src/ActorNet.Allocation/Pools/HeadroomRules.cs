using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;

namespace ActorNet.Allocation.Pools;

/// <summary>
/// What the coordinator does not hand out but for the nodes that a pool's headroom is kept for. No grant for others leaves fewer subnets with the coordinator than
/// are kept, less those that shards have had out of the headroom: these are for the same nodes, whichever shard has them.
/// </summary>
internal static class HeadroomRules
{
    /// <summary>How many subnets of the pool's own length may be handed out for any node, 0 or more.</summary>
    public static UInt128 Spare(PoolAccount pool, FamilySpec family)
    {
        var (free, kept) = (pool.Space[family.Family].Fit(family.PrefixLength), Kept(pool, family));
        return free > kept ? free - kept : UInt128.Zero;
    }

    /// <summary>Whether these parts of the free space may be handed out for any node.</summary>
    public static bool MayGive(PoolAccount pool, ImmutableArray<Prefix> blocks) =>
        pool.Spec.Headroom.IsNone || pool.Spec.Families.All(family => Lost(pool, family, blocks) is var lost && (lost == UInt128.Zero || lost <= Spare(pool, family)));

    /// <summary>Whether a subnet of the length can be handed out for this need.</summary>
    public static bool MayGive(PoolAccount pool, SpaceNeed need, FamilyLength length) =>
        pool.Space[length.Family].TryFindFree(length.Length, out var found) && (need.IsForKept || MayGive(pool, [found]));

    /// <summary>How many of the free subnets are kept, whether there are as many or not.</summary>
    private static UInt128 Kept(PoolAccount pool, FamilySpec family)
    {
        var (wanted, lent) = ((UInt128)pool.Spec.Headroom.Subnets, pool.KeptByShards[family.Family].Fit(family.PrefixLength));
        return wanted > lent ? wanted - lent : UInt128.Zero;
    }

    /// <summary>How many subnets of the pool's own length are not free any more without these parts: of one that is broken already nothing is lost.</summary>
    private static UInt128 Lost(PoolAccount pool, FamilySpec family, ImmutableArray<Prefix> blocks)
    {
        var lost = UInt128.Zero;
        var broken = new HashSet<Prefix>();
        foreach (var block in blocks.Where(block => block.Family == family.Family))
        {
            if (block.Length <= family.PrefixLength)
            {
                lost += block.CountOf(family.PrefixLength);
            }
            else if (block.Ancestor(family.PrefixLength) is var whole && pool.IsFree(whole) && broken.Add(whole))
            {
                lost += UInt128.One;
            }
        }

        return lost;
    }
}
