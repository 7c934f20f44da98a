using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I8, rules 3 and 5: a lease expires only when its time and the grace have passed since the last answer, where leases are reclaimed by themselves at all, and an answer comes only from who owned the shard after the question had come.</summary>
internal sealed class I08ReclaimedLater(Ledger ledger) : Invariant("I8", ledger)
{
    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseExpired expired)
        {
            return;
        }

        var pool = Ledger.PoolOf(shard);
        var record = Ledger.Find(shard.Pool, expired.Node);
        var due = record is null ? Ledger.DueAfter(expired.Node, expired.Epoch) : Ledger.DueAfter(record);
        Require(
            due is not { } at || Ledger.Now >= at,
            () => $"epoch {expired.Epoch} of {expired.Node} expires {(due!.Value - Ledger.Now).TotalSeconds:f3} s before whoever was last told that it lives ceases to believe it",
            expired.Node.Value,
            writer.Name);
        Require(
            pool.Reclaim == ReclaimPolicy.Auto || record is { IsRevoked: true },
            () => $"epoch {expired.Epoch} of {expired.Node} expires where only an operator ends leases",
            expired.Node.Value,
            writer.Name);
        foreach (var machine in Ledger.Machines)
        {
            Require(
                !(machine.Node == expired.Node && machine.Holds(Ledger.Now) && (machine.Hold!.Epoch == expired.Epoch || record?.Believable.Contains(machine.Hold.Epoch) == true)),
                () => $"epoch {expired.Epoch} of {expired.Node} expires while {machine} holds it",
                machine.Name,
                writer.Name);
        }
    }

    public override void OnAnswer(IWriter writer, Request request, TimeSpan arrivedAt, LeaseReply reply) =>
        Require(
            reply is OutcomeUnknown or QueueFull || writer.SupersededAt is not { } at || at > arrivedAt,
            () => $"{writer.Name} answers {reply} to what came to it {(arrivedAt - writer.SupersededAt!.Value).TotalSeconds:f3} s after it had lost its shard",
            request.Command.Node.Value,
            writer.Name);
}
