using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I13, rule 8: a held lease passes to another instance only if that shows the token.</summary>
internal sealed class I13Clones(Ledger ledger) : Invariant("I13", ledger)
{
    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseChanged { Node: var node } || Ledger.Find(shard.Pool, node) is not { IsHeld: true } record)
        {
            return;
        }

        var (instance, token) = change switch
        {
            LeaseGranted granted => (granted.Instance, (Ledger.Command(granted.RequestId) as AcquireLease)?.Token),
            LeaseUpdated updated => (updated.Instance, null),
            _ => (record.Instance, null),
        };
        Require(
            instance == record.Instance || token == record.Token,
            () => $"the lease of {node} passes from {record.Instance} to {instance} while it is held",
            node.Value,
            writer.Name);
    }
}
