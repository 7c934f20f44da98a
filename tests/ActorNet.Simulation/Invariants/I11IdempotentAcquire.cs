using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>
/// I11: a node that holds a lease is given another only when it has given that one up, or it was taken back, or the other one is around it; and then nobody
/// tells it that what it held is not its own.
/// </summary>
internal sealed class I11IdempotentAcquire(Ledger ledger) : Invariant("I11", ledger)
{
    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseGranted granted)
        {
            return;
        }

        var before = Ledger.Find(shard.Pool, granted.Node) is { IsHeld: true } held ? held : null;
        var isAround = before is { IsRevoked: false } && Record.Contain(granted.Subnets, before.Subnets);
        if (before is { IsRevoked: false })
        {
            Require(
                (Ledger.Command(granted.RequestId) is AcquireLease acquire && acquire.BurntEpoch >= before.Epoch) || (isAround && granted.GrownFrom > Epoch.None),
                () => $"{granted.Node} is granted epoch {granted.Epoch} while it holds {before.Epoch}, which it has not given up",
                granted.Node.Value,
                writer.Name);
        }

        Require(
            before is null || Record.Contain(granted.Subnets, before.Subnets)
                || (Ledger.Command(granted.RequestId) is AcquireLease giving && giving.BurntEpoch >= before.Epoch),
            () => $"{granted.Node} is granted {granted.Subnets[0]} instead of {before!.Subnets[0]}, in which it may still believe",
            granted.Node.Value,
            writer.Name);
        Require(
            granted.GrownFrom == Epoch.None || (isAround && granted.GrownFrom == (before!.GrownFrom > Epoch.None ? before.GrownFrom : before.Epoch)),
            () => $"epoch {granted.Epoch} of {granted.Node} is said to have grown out of {granted.GrownFrom}",
            granted.Node.Value,
            writer.Name);
    }

    public override void OnAnswer(IWriter writer, Request request, TimeSpan arrivedAt, LeaseReply reply)
    {
        var node = request.Command.Node;
        Require(
            !(request.Command is RenewLease && reply is EpochStale stale && Ledger.Find(request.Pool, node) is { IsHeld: true, IsRevoked: false } record
                && record.Epoch == stale.Current && record.Believable.Contains(stale.Given)),
            () => $"{writer.Name} denies {node} an epoch out of which its lease has grown",
            node.Value,
            writer.Name);
    }
}
