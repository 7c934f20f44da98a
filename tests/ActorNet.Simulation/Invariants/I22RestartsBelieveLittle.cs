using ActorNet.Simulation.Agents;
using AgentSituation = ActorNet.Agent.Leasing.LeaseSituation;
using SavedLease = ActorNet.Agent.State.SavedLease;

namespace ActorNet.Simulation.Invariants;

/// <summary>I22, rule 9: what was saved is believed only in the same boot, and until its saved deadline.</summary>
internal sealed class I22RestartsBelieveLittle(Ledger ledger) : Invariant("I22", ledger)
{
    public override void OnAgentStarted(Machine machine, AgentSituation situation, SavedLease? saved)
    {
        if (situation.Believes)
        {
            Require(
                saved is not null && saved.BootId == machine.BootId && machine.Clock.At(Ledger.Now) < saved.Deadline.SinceBoot && situation.Deadline <= saved.Deadline,
                () => $"{machine} starts and believes in {situation.Lease}, saved in boot {saved?.BootId} until {saved?.Deadline}; this is {machine.BootId}",
                machine.Name);
        }
    }
}
