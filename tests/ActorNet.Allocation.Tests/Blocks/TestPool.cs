using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Blocks;

/// <summary>A pool's account and the rules of its blocks; what is decided happens at once.</summary>
internal sealed class TestPool
{
    private static readonly Moment Now = new(TimeSpan.Zero, DateTimeOffset.UnixEpoch);

    private readonly PoolState state = new();

    public TestPool(PoolSpec spec)
    {
        state.Apply(new PoolCreated(Now.WallClock, spec));
        Assert.True(state.TryGet(spec.Name, out var account));
        Account = account;
    }

    public PoolAccount Account { get; }

    public ShardKey Key(int shard) => new(Account.Spec.Name, Account.Spec.Generation, shard);

    public IReadOnlyList<string>? Grant(int shard, params ImmutableArray<FamilyLength> lengths) => Grant(shard, new SpaceNeed(lengths, []));

    public IReadOnlyList<string>? GrantWish(int shard, params ImmutableArray<string> wishes) => Grant(shard, new SpaceNeed([], [.. wishes.Select(Prefix.Parse)]));

    public IReadOnlyList<string>? GrantTogether(int shard, params ImmutableArray<string> wanted) =>
        Grant(shard, new SpaceNeed([], []) { Together = [.. wanted.Select(Prefix.Parse)] });

    public IReadOnlyList<string>? GrantAhead(int shard, FamilyLength length) => Grant(shard, new SpaceNeed([], []) { Ahead = [length] });

    public bool Return(int shard, long number, Epoch floor, params ImmutableArray<string> blocks)
    {
        var side = new ShardSide(Account.LastGrantTo(Key(shard))?.Number ?? 0, new BlockReturn(number, [.. blocks.Select(Prefix.Parse)], floor));
        if (BlockRules.Return(Account, Key(shard), side, Now) is not { } returned)
        {
            return false;
        }

        state.Apply(returned);
        return true;
    }

    private List<string>? Grant(int shard, SpaceNeed need)
    {
        if (BlockRules.Grant(Account, Key(shard), need, Now) is not { } granted)
        {
            return null;
        }

        state.Apply(granted);
        return granted.Grant.Blocks.Select(block => block.ToString()).ToList();
    }
}
