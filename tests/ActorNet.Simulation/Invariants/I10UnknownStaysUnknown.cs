using ActorNet.Allocation.Leases;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I10, rule 6: who was told that a write is in doubt writes no more and says nothing but that.</summary>
internal sealed class I10UnknownStaysUnknown(Ledger ledger) : Invariant("I10", ledger)
{
    public override void OnWriteSent(IWriter writer) =>
        Require(!writer.IsInDoubt, () => $"{writer.Name} writes on although a write of its own is in doubt", writer.Name);

    public override void OnAnswer(IWriter writer, Request request, TimeSpan arrivedAt, LeaseReply reply) =>
        Require(reply is OutcomeUnknown || !writer.IsInDoubt, () => $"{writer.Name} answers {reply} although a write of its own is in doubt", writer.Name);
}
