using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I6: epochs strictly grow, for every node and for every address.</summary>
internal sealed class I06GrowingEpochs(Ledger ledger) : Invariant("I6", ledger)
{
    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseGranted granted)
        {
            return;
        }

        var before = Ledger.TopOf(shard.Pool, granted.Node);
        Require(granted.Epoch > before, () => $"{granted.Node} is granted epoch {granted.Epoch} after {before}", writer.Name);
        foreach (var subnet in granted.Subnets)
        {
            foreach (var cell in Ledger.MapOf(shard)[subnet])
            {
                Require(granted.Epoch > cell.Top, () => $"{subnet} is granted with epoch {granted.Epoch} after {cell.Top}", writer.Name);
            }
        }
    }
}
