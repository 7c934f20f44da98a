using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>Decision 15: a shard of a pool that is gone gives nothing to anybody, whatever it hears.</summary>
internal sealed class NothingOfPoolsThatAreGone(Ledger ledger) : Invariant("V", ledger)
{
    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change) =>
        Require(
            change is not (LeaseGranted or LeaseUpdated),
            () => $"{writer.Name} writes {change.GetType().Name}, and its pool is gone",
            writer.Name);
}
