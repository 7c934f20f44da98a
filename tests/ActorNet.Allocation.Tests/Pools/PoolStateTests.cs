using System.Net.Sockets;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Timing;
using CsCheck;
using Google.Protobuf;

namespace ActorNet.Allocation.Tests.Pools;

public sealed class PoolStateTests
{
    private static readonly Moment Now = new(TimeSpan.Zero, DateTimeOffset.UnixEpoch);
    private static readonly PoolSpec Spec = Specs.Made(Specs.Settings("10.0.0.0/24", "fd00::/60") with { ShardCount = 4, Ipv4 = new SubnetSizing(28) });

    [Fact]
    public void A_restored_state_is_the_replayed_one() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3]).Array[0, 60].Sample(operations =>
    {
        var state = new PoolState();
        state.Apply(new PoolCreated(Now.WallClock, Spec));
        foreach (var (kind, shard) in operations)
        {
            Run(state, kind, shard);
        }

        var restored = new PoolState();
        restored.Restore(state.ToSnapshot());

        Assert.Equal(Bytes(state), Bytes(restored));
        foreach (var (kind, shard) in operations)
        {
            Run(state, kind, shard);
            Run(restored, kind, shard);
            Assert.Equal(Bytes(state), Bytes(restored));
        }
    });

    [Fact]
    public void No_block_is_granted_twice()
    {
        var state = new PoolState();
        state.Apply(new PoolCreated(Now.WallClock, Spec));
        var grant = new BlockGrant(1, [Spec.Cidrs.First()], Epoch.None);
        state.Apply(new BlocksGranted(Now.WallClock, new ShardKey(Spec.Name, 1, 0), grant));

        Assert.Throws<InvalidOperationException>(() => state.Apply(new BlocksGranted(Now.WallClock, new ShardKey(Spec.Name, 1, 1), grant)));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(1, 4)]
    [InlineData(1, -1)]
    public void Nothing_is_granted_to_a_shard_that_the_pool_has_not(long generation, int index)
    {
        var state = new PoolState();
        state.Apply(new PoolCreated(Now.WallClock, Spec));
        var grant = new BlockGrant(1, [Spec.Cidrs.First()], Epoch.None);

        Assert.Throws<InvariantException>(() => state.Apply(new BlocksGranted(Now.WallClock, new ShardKey(Spec.Name, generation, index), grant)));
    }

    private static void Run(PoolState state, int kind, int shard)
    {
        Assert.True(state.TryGet(Spec.Name, out var pool));
        var key = new ShardKey(Spec.Name, 1, shard);
        var account = pool.Shards.GetValueOrDefault(shard);
        if (kind > 0)
        {
            var need = new SpaceNeed([new(AddressFamily.InterNetwork, 28), new(AddressFamily.InterNetworkV6, 64)], []);
            if (BlockRules.Grant(pool, key, kind == 1 ? need : need with { Lengths = need.Lengths[..1] }, Now) is { } granted)
            {
                state.Apply(granted);
            }
        }
        else if (account is { Blocks.IsEmpty: false })
        {
            var number = account.LastReturn + 1;
            state.Apply(new BlocksReturned(Now.WallClock, key, new BlockReturn(number, [account.Blocks.Free.Last()], new Epoch(number))));
        }
    }

    private static string Bytes(PoolState state) => SnapshotMapping.ToWire(state.ToSnapshot()).ToByteString().ToBase64();
}
