using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;
using ActorNet.Histories.Journal;
using ActorNet.Histories.Watching;

namespace ActorNet.Histories.SelfTest;

/// <summary>The journals behind <see cref="GoodHistory"/>: one shard, which gives half of its space back, and a take-over in the middle.</summary>
internal static class GoodJournal
{
    public const string Pools = "pool-coordinator";
    public const string Pool = "default";

    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;
    private static readonly Prefix Whole = Prefix.Parse("10.0.0.0/16");
    private static readonly BlockGrant BlockGrant = new(1, [Whole], Epoch.None);

    public static readonly BlockReturn Return = new(1, [Whole.Right], new Epoch(3));

    public static readonly ShardKey Shard = new(new PoolName(Pool), 1, 0);

    private static readonly PoolSpec Spec = new(
        new PoolName(Pool),
        1,
        [new FamilySpec(AddressFamily.InterNetwork, [Whole], 24, 23, 26)],
        new LeaseTiming(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(60)),
        1,
        ReclaimPolicy.Auto);

    /// <summary>The writes, in order: write number n is at revision n + 1, and has one event.</summary>
    public static ImmutableList<JournalWrite> Writes { get; } = Number(
    [
        (Pools, "p1", new CoordinatorActivated(At, default)),
        (Pools, "p1", new PoolCreated(At, Spec)),
        (Shard.PersistenceId, "s1", new ShardActivated(At, default, Spec)),
        (Pools, "p1", new BlocksGranted(At, Shard, BlockGrant)),
        (Shard.PersistenceId, "s1", new BlocksReceived(At, BlockGrant)),
        (Shard.PersistenceId, "s1", Grant("a", 1, GoodHistory.First)),
        (Shard.PersistenceId, "s1", Grant("b", 2, GoodHistory.Second)),
        (Shard.PersistenceId, "s1", new LeaseReleased(At, new NodeId("a"), new Epoch(1), ByHolder: true, string.Empty, string.Empty)),
        (Shard.PersistenceId, "s1", new QuarantineEnded(At, new NodeId("a"), new Epoch(1))),
        (Shard.PersistenceId, "s1", Grant("c", 3, GoodHistory.First)),
        (Shard.PersistenceId, "s2", new ShardActivated(At, default, Spec)),
        (Shard.PersistenceId, "s2", new BlocksYielded(At, Return)),
        (Pools, "p1", new BlocksReturned(At, Shard, Return)),
        (Shard.PersistenceId, "s2", new LeaseExpired(At, new NodeId("b"), new Epoch(2))),
        (Shard.PersistenceId, "s2", new QuarantineEnded(At, new NodeId("b"), new Epoch(2))),
        (Shard.PersistenceId, "s2", Grant("d", 4, GoodHistory.Second)),
    ]);

    /// <summary>What a watch shows of them.</summary>
    public static IReadOnlyList<LeaseStep> Changes { get; } = [.. LeaseChanges.Of(new JournalContents(Writes, []), Pool)];

    public static LeaseGranted Grant(string node, long epoch, params ImmutableArray<Prefix> subnets) =>
        new(At, new NodeId(node), new Epoch(epoch), subnets, default, default, NodeAttributes.None, string.Empty);

    /// <summary>Writes with one event each, numbered as a journal numbers them.</summary>
    public static ImmutableList<JournalWrite> Number(IEnumerable<(string Journal, string Writer, IJournaled Event)> entries)
    {
        var last = new Dictionary<string, long>();
        var revision = 0L;
        return [.. entries.Select(entry =>
        {
            var number = last[entry.Journal] = last.GetValueOrDefault(entry.Journal) + 1;
            return new JournalWrite(++revision, 0, entry.Journal, number, entry.Writer, Version: 1, [new NumberedEvent(number, entry.Event)]);
        }),];
    }
}
