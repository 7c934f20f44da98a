using ActorNet.Coordinator.Audit;
using ActorNet.Coordinator.Directory;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Views;

namespace ActorNet.Simulation.Invariants;

/// <summary>
/// An audit of what a replica has in memory finds nothing, at whatever revision it looks: while blocks are on their way, owners take over, and events
/// come late. It comes last: what is really wrong is another invariant's to say.
/// </summary>
internal sealed class NothingToAudit(Ledger ledger) : Invariant("audit", ledger)
{
    /// <summary>Looking at everything takes longer than all else that happens with an event.</summary>
    private const int Every = 16;

    private int changes;

    public override void OnDirectory(Replica replica, DirectoryState before, DirectoryState state)
    {
        if (!replica.IsMisled && ++changes % Every == 0)
        {
            Audit(replica, state);
        }
    }

    public override void OnEnd(IReadOnlyList<Machine> machines, IReadOnlyList<Replica> replicas, IReadOnlyList<Watcher> watchers, GossipTable gossip)
    {
        foreach (var replica in replicas)
        {
            Audit(replica, replica.State);
        }
    }

    private void Audit(Replica replica, DirectoryState state)
    {
        foreach (var pool in state.Pools.Values)
        {
            var findings = LeaseChecks.Of(pool).Findings.Concat(BlockChecks.Of(pool).Findings).Concat(JournalChecks.Of(state, pool).Findings).ToList();
            Require(findings.Count == 0, () => $"at revision {state.Revision}, an audit of {replica.Name} finds {findings[0].Code}: {findings[0].Message}", replica.Name);
        }
    }
}
