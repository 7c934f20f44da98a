using ActorNet.Allocation.Leases;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I5: what an answer says is in the journal already.</summary>
internal sealed class I05AcknowledgedAfterCommit(Ledger ledger) : Invariant("I5", ledger)
{
    public override void OnAnswer(IWriter writer, Request request, TimeSpan arrivedAt, LeaseReply reply)
    {
        var node = request.Command.Node;
        switch (reply)
        {
            case LeaseGrant { Lease: var lease }:
                var record = Ledger.Find(request.Pool, node);
                Require(Ledger.WasGranted(node, lease.Epoch), () => $"{writer.Name} answers with epoch {lease.Epoch} of {node}, which is not in the journal", writer.Name);
                Require(
                    record?.Epoch != lease.Epoch || record.Subnets.SequenceEqual(lease.Subnets),
                    () => $"{writer.Name} answers with other subnets of {node} than the journal has",
                    writer.Name);
                Require(
                    request.Command is not AcquireLease acquire || Ledger.HasSaid(node, lease.Epoch, acquire.Attributes) || acquire.Attributes.AreOlderThan(lease.Attributes),
                    () => $"{writer.Name} grants epoch {lease.Epoch} to {node}, and what that says of itself is not in the journal",
                    writer.Name);
                break;
            case LeaseRenewal renewal:
                Require(Ledger.WasGranted(node, renewal.Epoch), () => $"{writer.Name} renews epoch {renewal.Epoch} of {node}, which never was", writer.Name);
                break;
            case LeaseEnd { Lease: var lease }:
                Require(Ledger.EndedAt(node, lease.Epoch) is not null, () => $"{writer.Name} says that epoch {lease.Epoch} of {node} has ended, which is not in the journal", writer.Name);
                break;
        }
    }
}
