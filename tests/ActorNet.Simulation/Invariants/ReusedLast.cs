using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Invariants;

/// <summary>The design's quarantine: a freed subnet is kept for its last holder for its time, unless it is needed at once.</summary>
internal sealed class ReusedLast(Ledger ledger) : Invariant("Q", ledger)
{
    private readonly Dictionary<ShardKey, List<Record>> early = [];
    private readonly Dictionary<(ShardKey, NodeId), (IWriter Writer, DateTimeOffset At, TimeSpan Quarantine)> freed = [];

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        switch (change)
        {
            case LeaseReleased or LeaseExpired:
                freed[(shard, ((LeaseChanged)change).Node)] = (writer, change.At, Ledger.PoolOf(shard).Timing.Quarantine);
                break;
            case QuarantineEnded ended when Ledger.Find(shard.Pool, ended.Node) is { } record && IsEarly(writer, shard, ended):
                early.TryAdd(shard, []);
                early[shard].Add(record);
                return;
        }

        if (!early.Remove(shard, out var records) || change is ShardActivated)
        {
            return; // A successor cannot know what it was needed for.
        }

        ImmutableArray<Prefix> needed = change switch
        {
            LeaseGranted granted => granted.Subnets,
            BlocksYielded yielded => yielded.Return.Blocks,
            RangesWithheld withheld => [.. withheld.Ranges.Concat(Ledger.WithheldBy(shard).Ranges).Select(range => range.Range)],
            _ => [],
        };
        foreach (var record in records)
        {
            Require(
                record.Subnets.Any(subnet => needed.Any(subnet.Overlaps)),
                () => $"the quarantine of {record.Subnets[0]}, last {record.Node}'s, ends before its time, and nobody needs it",
                writer.Name);
        }
    }

    /// <summary>Who freed it counts from when it decided to; who took over counts from there.</summary>
    private bool IsEarly(IWriter writer, ShardKey shard, QuarantineEnded ended)
    {
        var (freeing, at, quarantine) = freed[(shard, ended.Node)];
        return freeing == writer
            ? ended.At < at + quarantine
            : Ledger.Now < writer.ActivatedAt + (Ledger.SettingsOf(shard).Activated.Timing.Quarantine / (1 + DriftingClock.Rho));
    }
}
