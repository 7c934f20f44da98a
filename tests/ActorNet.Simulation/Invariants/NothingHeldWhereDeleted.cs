using ActorNet.Allocation.Pools;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>Decision 15: a pool is deleted only when no node holds a lease in it, by the store and by what the nodes themselves believe.</summary>
internal sealed class NothingHeldWhereDeleted(Ledger ledger) : Invariant("V", ledger)
{
    public override void OnPoolEvent(IWriter writer, PoolEvent change)
    {
        if (change is not PoolDeleted deleted)
        {
            return;
        }

        Require(Ledger.PoolNamed(deleted.Name) is { IsClosing: true }, () => $"{writer.Name} deletes {deleted.Name}, which is not closed", writer.Name);
        foreach (var record in Ledger.Records)
        {
            Require(
                record.Shard.Pool != deleted.Name || !record.IsHeld,
                () => $"{writer.Name} deletes {deleted.Name}, in which {record.Node} holds {record.Subnets[0]}",
                record.Node.Value,
                writer.Name);
        }

        foreach (var machine in Ledger.Machines)
        {
            Require(
                machine.Pool.Name != deleted.Name || !machine.Holds(Ledger.Now),
                () => $"{writer.Name} deletes {deleted.Name}, by which {machine} lives",
                machine.Name,
                writer.Name);
        }
    }
}
