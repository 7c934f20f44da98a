using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I4: every journal is gapless, and has each number once.</summary>
internal sealed class I04GaplessJournals(Ledger ledger) : Invariant("I4", ledger)
{
    public override void OnWrite(IWriter writer, string journal, int from, int end) =>
        Require(from == end, () => $"{writer.Name} writes event {from + 1} of {journal}, which ends with {end}", writer.Name);
}
