using ActorNet.Simulation.Agents;

namespace ActorNet.Simulation.Invariants;

/// <summary>I7, rule 4: nobody believes longer than the time to live after it sent a request that was answered.</summary>
internal sealed class I07CountedFromSending(Ledger ledger) : Invariant("I7", ledger)
{
    private static readonly TimeSpan Rounding = TimeSpan.FromMicroseconds(10);

    public override void OnHold(Machine machine, Hold hold)
    {
        var entitled = machine.EntitledUntil(hold.Epoch);
        Require(
            hold.Until <= entitled + Rounding,
            () => $"{machine} believes in epoch {hold.Epoch} until {hold.Until.TotalSeconds:f3}; its answers entitle it until {entitled.TotalSeconds:f3}",
            machine.Name);
    }
}
