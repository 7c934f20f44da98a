using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>
/// I11: a node that holds a lease is given another only when it has given that one up, or a part of it and this is the rest, or it was taken back, or the other
/// one has all of it; and then nobody tells it that what it held is not its own.
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
        var acquire = Ledger.Command(granted.RequestId) as AcquireLease;
        var isRest = before is { IsRevoked: false } && acquire is not null && Ledger.GivesUp(acquire, before, granted);
        var isAround = before is { IsRevoked: false } && Record.Contain(granted.Subnets, before.Subnets);
        if (before is { IsRevoked: false })
        {
            Require(
                acquire?.BurntEpoch >= before.Epoch || isRest || (isAround && granted.GrownFrom > Epoch.None),
                () => $"{granted.Node} is granted epoch {granted.Epoch} while it holds {before.Epoch}, which it has not given up",
                granted.Node.Value,
                writer.Name);
        }

        Require(
            before is null || isRest || Record.Contain(granted.Subnets, before.Subnets) || acquire?.BurntEpoch >= before.Epoch,
            () => $"{granted.Node} is granted {granted.Subnets[0]} instead of {before!.Subnets[0]}, in which it may still believe",
            granted.Node.Value,
            writer.Name);
        Require(
            granted.GrownFrom == Epoch.None || (isRest && granted.GrownFrom == before!.Epoch) || (isAround && granted.GrownFrom == (before!.GrownFrom > Epoch.None ? before.GrownFrom : before.Epoch)),
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
