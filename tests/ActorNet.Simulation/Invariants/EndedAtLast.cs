using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Time;
using ActorNet.Simulation.Views;

namespace ActorNet.Simulation.Invariants;

/// <summary>I20: what nobody holds any more ends when its time is up, so that others can have it. For as long as a shard stood still, every lease is given time.</summary>
internal sealed class EndedAtLast(Ledger ledger) : Invariant("I20", ledger)
{
    /// <summary>A tick, and a write.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(3);

    private readonly Dictionary<ShardKey, IWriter> owners = [];

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change) => owners[shard] = writer;

    public override void OnEnd(IReadOnlyList<Machine> machines, IReadOnlyList<Replica> replicas, IReadOnlyList<Watcher> watchers, GossipTable gossip)
    {
        foreach (var record in Ledger.Records.Where(record => record.IsHeld && EndsByItself(record) && !machines.Any(machine => machine.IsOn && machine.Node == record.Node)))
        {
            var timing = Ledger.PoolOf(record.Shard).Timing with { TimeToLive = Ledger.SettingsOf(record.Shard).Longest };
            var given = owners[record.Shard].Pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + (pause.To - pause.From));
            Require(
                Ledger.Now <= CountedFrom(record) + ((timing.TimeToLive + timing.Grace + given) * (1 + DriftingClock.Rho)) + Slack,
                () => $"epoch {record.Epoch} of {record.Node} has not ended {(Ledger.Now - CountedFrom(record)).TotalSeconds:f3} s after its shard could begin to count",
                record.Node.Value,
                owners[record.Shard].Name);
        }
    }

    private bool EndsByItself(Record record) => record.IsRevoked || Ledger.PoolOf(record.Shard).Reclaim == ReclaimPolicy.Auto;

    /// <summary>From the last answer or the take-over, and not from before nothing was wrong any more: until then its shard may have stood still.</summary>
    private TimeSpan CountedFrom(Record record)
    {
        var counted = Ledger.LastAnswer(record) ?? TimeSpan.Zero;
        return new[] { counted, owners[record.Shard].ActivatedAt, Ledger.SettingsOf(record.Shard).ChangedAt, Ledger.HealedAt ?? Ledger.Now }.Max();
    }
}
