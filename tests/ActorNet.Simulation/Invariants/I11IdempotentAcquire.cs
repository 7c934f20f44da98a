using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I11: a node that holds a lease is given another only when it has given that one up, or it was taken back.</summary>
internal sealed class I11IdempotentAcquire(Ledger ledger) : Invariant("I11", ledger)
{
    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is LeaseGranted granted && Ledger.Find(shard.Pool, granted.Node) is { IsHeld: true, IsRevoked: false } record)
        {
            Require(
                Ledger.Command(granted.RequestId) is AcquireLease acquire && acquire.BurntEpoch >= record.Epoch,
                () => $"{granted.Node} is granted epoch {granted.Epoch} while it holds {record.Epoch}, which it has not given up",
                granted.Node.Value,
                writer.Name);
        }
    }
}
