using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Invariants;

/// <summary>S6: no lease ends because its shard stood still; that time counts for nothing.</summary>
internal sealed class S06SilenceDoesNotCount(Ledger ledger) : Invariant("S6", ledger)
{
    /// <summary>What a shard surely notices: its own bound of 5 s, a tick, and a slow clock.</summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(6.2);

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseExpired expired)
        {
            return;
        }

        var answered = Ledger.LastAnswer(expired.Node, expired.Epoch) ?? TimeSpan.Zero;
        var since = answered > writer.ActivatedAt ? answered : writer.ActivatedAt;
        var silence = TimeSpan.Zero;
        foreach (var (from, to) in writer.Pauses)
        {
            silence += from > since && to <= Ledger.Now && to - from > Noticed ? to - from : TimeSpan.Zero;
        }

        var timing = Ledger.PoolOf(shard).Timing with { TimeToLive = Ledger.SettingsOf(shard).Shortest };
        Require(
            Ledger.Now - since - silence >= (timing.TimeToLive + timing.Grace) / (1 + DriftingClock.Rho),
            () => $"epoch {expired.Epoch} of {expired.Node} expires after {(Ledger.Now - since).TotalSeconds:f3} s, in {silence.TotalSeconds:f3} s of which its shard stood still",
            expired.Node.Value,
            writer.Name);
    }
}
