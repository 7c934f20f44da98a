using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using CsCheck;
using Google.Protobuf;

namespace ActorNet.Allocation.Tests.Shards;

public sealed class SnapshotTests
{
    private static readonly PoolSpec Pool = Specs.Made(Specs.Settings("10.0.0.0/24", "fd00::/48") with { Ipv4 = new SubnetSizing(28, 26, 29) });

    private static readonly Gen<(int Kind, int Node, int Detail)[]> Operations = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 11], Gen.Int[0, 15]).Array[0, 60];

    [Fact]
    public void A_restored_state_is_the_replayed_one_and_decides_alike() => Gen.Select(Operations, Operations).Sample((before, after) =>
    {
        var original = new TestShard(Pool, "10.0.0.0/25", "fd00::/61");
        foreach (var operation in before)
        {
            Run(original, operation);
        }

        var restored = new TestShard(original);
        var replayed = new ShardState();
        foreach (var change in original.Events)
        {
            replayed.Apply(change, original.Now);
        }

        Assert.Equal(Bytes(original.State), Bytes(restored.State));
        Assert.Equal(Bytes(original.State), Bytes(replayed));

        original.State.RestartDeadlines(original.Now);
        foreach (var operation in after)
        {
            Assert.Equal(Run(original, operation), Run(restored, operation));
        }

        Assert.Equal(Bytes(original.State), Bytes(restored.State));
    });

    [Fact]
    public void A_snapshot_is_restored_into_a_new_state_only()
    {
        var shard = new TestShard(Pool, "10.0.0.0/25");

        Assert.Throws<InvariantException>(() => shard.State.Restore(shard.State.ToSnapshot(), shard.Now));
    }

    /// <summary>What came of it, as text.</summary>
    private static string Run(TestShard shard, (int Kind, int Node, int Detail) operation)
    {
        var (kind, node, detail) = operation;
        var name = $"node-{node}";
        var isThere = shard.State.TryGetLease(new NodeId(name), out var lease);
        switch (kind)
        {
            case < 4:
                var acquire = Ask.Acquire(name) with { Ipv4Length = detail % 3 == 0 ? 26 + (detail % 4) : null };
                return Describe(shard.Decide(acquire, detail % 2 == 0 ? SpaceSearch.Free : SpaceSearch.Quarantined));
            case 4 or 5 when isThere:
                return Describe(shard.Decide(Ask.ReleaseByHolder(lease!)));
            case 6 when isThere:
                return Describe(shard.Decide(Ask.ReleaseByOperator(lease!, nodeIsDown: detail % 2 == 0)));
            case 7:
                shard.Pass(TimeSpan.FromSeconds(detail * 5));
                return string.Join(' ', shard.Expire().Select(Text));
            case 8:
                return Yield(shard, detail);
            default:
                return string.Empty;
        }
    }

    private static string Yield(TestShard shard, int detail)
    {
        var need = new SpaceNeed([new(System.Net.Sockets.AddressFamily.InterNetwork, 28)], []);
        var changes = YieldRules.Decide(shard.State, need, detail % 2 == 0, shard.State.LastReturn?.Number ?? 0, shard.Now);
        foreach (var change in changes)
        {
            shard.Apply(change);
        }

        return string.Join(' ', changes.Select(Text));
    }

    private static string Describe(LeaseDecision decision) => $"{decision.Reply?.GetType().Name} {string.Join(' ', decision.Events.Select(Text))}";

    private static string Text(ShardEvent change) => ShardEventMapping.ToWire(change).ToString();

    private static string Bytes(ShardState state) => SnapshotMapping.ToWire(state.ToSnapshot()).ToByteString().ToBase64();
}
