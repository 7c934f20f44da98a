using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>Decision 15: a shard that knows that its pool is cordoned grants nothing but what a node holds already, or a part of that; one that knows that it is closed grants nothing.</summary>
internal sealed class NothingNewWhereCordoned(Ledger ledger) : Invariant("V", ledger)
{
    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseGranted granted)
        {
            return;
        }

        var pool = Ledger.PoolOf(shard);
        Require(!pool.IsClosing, () => $"{writer.Name} grants epoch {granted.Epoch} to {granted.Node} and has written that it is closed", granted.Node.Value, writer.Name);
        Require(
            !pool.IsCordoned || (Ledger.Find(shard.Pool, granted.Node) is { IsHeld: true } record && Record.Contain(record.Subnets, granted.Subnets)),
            () => $"{writer.Name} grants {granted.Subnets[0]} to {granted.Node} where nothing new is granted",
            granted.Node.Value,
            writer.Name);
    }
}
