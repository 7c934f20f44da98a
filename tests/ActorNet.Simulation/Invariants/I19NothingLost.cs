using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Agents;

namespace ActorNet.Simulation.Invariants;

/// <summary>I19: while a node lives by a lease, the store has it; and who reads a shard's journal, or a snapshot and what comes behind it, has everything that was written.</summary>
internal sealed class I19NothingLost(Ledger ledger) : Invariant("I19", ledger)
{
    public override void OnHold(Machine machine, Hold hold)
    {
        if (machine.IsCopied)
        {
            return; // Its other half may have given it up.
        }

        var record = Ledger.Find(machine.Pool.Name, machine.Node);
        Require(
            record is { IsHeld: true } && record.Epoch >= hold.Epoch && (record.Epoch > hold.Epoch || !record.Leaving.IsEmpty ? Record.Contain(record.Subnets, hold.Subnets) : record.Subnets.SequenceEqual(hold.Subnets)),
            () => $"{machine} lives by epoch {hold.Epoch}; the store has {record}",
            machine.Name);
    }

    public override void OnRecovered(ShardKey shard, ShardState state, JournalPosition position)
    {
        if (Ledger.EndOf(position.PersistenceId) != position.SequenceNumber || !Ledger.IsPresent(shard))
        {
            return; // Somebody has written in the meantime, or the pool is gone.
        }

        var withheld = Ledger.WithheldBy(shard);
        Require(
            state.Withheld.Version == withheld.Version && state.Withheld.Ranges.ToHashSet().SetEquals(withheld.Ranges),
            () => $"shard {shard} reads orders {state.Withheld.Version}; the store has {withheld.Version}",
            shard.ToString());
        var moves = new Moves(state.HighestEpoch, state.LastGrant, state.LastReturn?.Number ?? 0);
        Require(moves == Ledger.MovesOf(shard), () => $"shard {shard} reads {moves}; the store has {Ledger.MovesOf(shard)}", shard.ToString());
        var records = Ledger.Records.Where(record => record.Shard == shard).ToList();
        Require(state.LeaseCount == records.Count, () => $"shard {shard} reads {state.LeaseCount} leases; the store has {records.Count}", shard.ToString());
        foreach (var record in records)
        {
            Require(
                state.TryGetLease(record.Node, out var lease) && record.Says(lease),
                () => $"shard {shard} reads of {record.Node} what the store does not say: {record}",
                shard.ToString(),
                record.Node.Value);
        }
    }
}
