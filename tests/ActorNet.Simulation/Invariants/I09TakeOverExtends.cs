using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Invariants;

/// <summary>I9, rule 5: a take-over gives every lease its full time anew.</summary>
internal sealed class I09TakeOverExtends(Ledger ledger) : Invariant("I9", ledger)
{
    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseExpired expired)
        {
            return;
        }

        // By the shortest time to live since: a lease that nobody has renewed keeps what it had.
        var timing = Ledger.PoolOf(shard).Timing with { TimeToLive = Ledger.SettingsOf(shard).Shortest };
        var least = (timing.TimeToLive + timing.Grace) / (1 + DriftingClock.Rho);
        Require(
            Ledger.Now >= writer.ActivatedAt + least,
            () => $"{writer.Name} lets epoch {expired.Epoch} of {expired.Node} expire {(Ledger.Now - writer.ActivatedAt).TotalSeconds:f3} s after it took over",
            expired.Node.Value,
            writer.Name);
    }
}
