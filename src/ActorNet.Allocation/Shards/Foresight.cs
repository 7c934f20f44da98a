using System.Collections.Immutable;
using ActorNet.Allocation.Blocks;

namespace ActorNet.Allocation.Shards;

/// <summary>Asks the pool for space before the shard runs out of it, so that as a rule no node waits for a block. Of no matter for what is right.</summary>
/// <param name="firstNumber">Where the questions' numbers begin, as those of <see cref="Parking"/> do; they are never the same.</param>
internal sealed class Foresight(long firstNumber)
{
    /// <summary>Above all that <see cref="Parking"/> counts.</summary>
    private const long Distance = 1L << 62;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);

    /// <summary>A pool that has little left is not asked for it again and again.</summary>
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(10);

    private long number = firstNumber + Distance;
    private TimeSpan? nextAt;

    /// <summary>The next question, if the shard has little left and none is open.</summary>
    public SpaceRequest? NextRequest(ShardState state, TimeSpan now)
    {
        if (now < nextAt || Low(state) is not { IsEmpty: false } low)
        {
            return null;
        }

        nextAt = now + AskAgainAfter;
        return new SpaceRequest(++number, new SpaceNeed([], []) { Ahead = low }, MayEndQuarantine: false);
    }

    /// <summary>Space is there.</summary>
    public void OnOffer(long request)
    {
        if (request == number)
        {
            nextAt = null;
        }
    }

    /// <summary>The pool has none to spare.</summary>
    public void OnRefusal(long request, TimeSpan now)
    {
        if (request == number)
        {
            nextAt = now + PauseAfterRefusal;
        }
    }

    private static ImmutableArray<FamilyLength> Low(ShardState state)
    {
        var low = ImmutableArray<FamilyLength>.Empty;
        if (state.Pool is not { } pool)
        {
            return low;
        }

        foreach (var family in pool.Families)
        {
            var owned = BlockSizing.Subnets(family.Family, state.OwnedAddresses(family.Family), family.PrefixLength);
            var left = BlockSizing.Subnets(family.Family, state.Space[family.Family].FreeAddresses, family.PrefixLength);
            if (left < BlockSizing.LowWater(family, BlockSizing.BlockLength(family, pool.ShardCount), owned))
            {
                low = low.Add(new FamilyLength(family.Family, family.PrefixLength));
            }
        }

        return low;
    }
}
