using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Views;
using Google.Protobuf;

namespace ActorNet.Simulation.Invariants;

/// <summary>I14, rule 11: whoever says that it knows everything up to a revision does; in the end everybody knows everything.</summary>
internal sealed class I14CompleteViews(Ledger ledger) : Invariant("I14", ledger)
{
    public override void OnDirectory(Replica replica, DirectoryState before, DirectoryState state)
    {
        Require(!replica.IsBlind, () => $"{replica.Name} goes on behind an event that it never had", replica.Name);
        if (replica.IsMisled)
        {
            return;
        }

        if (state.Revision == Ledger.Revision)
        {
            CheckPools(replica);
        }

        foreach (var (name, pool) in state.Pools)
        {
            Require(
                pool.Tally.Digest == Ledger.DigestAt(name, state.Revision),
                () => $"{replica.Name} shows {pool.Tally.Digest} of {name} at {state.Revision}; the store had {Ledger.DigestAt(name, state.Revision)}",
                replica.Name);
            if (state.Revision == Ledger.Revision)
            {
                CheckLeases(replica, name, pool);
            }
        }
    }

    public override void OnWatched(Watcher watcher)
    {
        if (watcher is { IsMisled: false, IsComplete: true })
        {
            Require(
                watcher.Digest() == Ledger.DigestAt(watcher.Pool.Name, watcher.Revision),
                () => $"{watcher.Name} knows {watcher.Digest()} at {watcher.Revision}; the store had {Ledger.DigestAt(watcher.Pool.Name, watcher.Revision)}",
                watcher.Name);
        }
    }

    public override void OnAudit(Replica replica, DigestComparison comparison) =>
        Require(
            comparison.IsEqual || replica.IsMisled,
            () => $"after {comparison.Position} the shard says {comparison.Held}, and {replica.Name} has {comparison.Shown}",
            replica.Name,
            comparison.Position.PersistenceId);

    public override void OnEnd(IReadOnlyList<Machine> machines, IReadOnlyList<Replica> replicas, IReadOnlyList<Watcher> watchers, GossipTable gossip)
    {
        foreach (var replica in replicas)
        {
            CheckPools(replica);
            foreach (var (name, pool) in replica.State.Pools)
            {
                Require(pool.Tally.Digest == Ledger.Digest(name), () => $"{replica.Name} shows {pool.Tally.Digest} of {name} in the end", replica.Name);
            }
        }

        foreach (var machine in machines.Where(machine => machine is { IsOn: true, IsCopied: false }))
        {
            if (machine.Agent is LeaseAgent { Situation: { Believes: true, IntroductionPending: false } } agent)
            {
                Require(
                    Ledger.Find(machine.Pool.Name, machine.Node)?.Attributes.Encoded.Equals(agent.Said.ToByteString()) == true,
                    () => $"the store does not have what {machine} says of itself",
                    machine.Name);
            }
        }

        foreach (var watcher in watchers.Where(watcher => Ledger.IsThere(watcher.Pool.Name)))
        {
            Require(watcher.Digest() == Ledger.Digest(watcher.Pool.Name), () => $"{watcher.Name} knows {watcher.Digest()} in the end", watcher.Name);
        }
    }

    private void CheckPools(Replica replica) =>
        Require(
            replica.State.Pools.Values.Select(pool => pool.Spec).SequenceEqual(Ledger.Pools.OrderBy(pool => pool.Name)),
            () => $"{replica.Name} shows {string.Join(", ", replica.State.Pools.Values.Select(pool => pool.Spec))}; the store has {string.Join(", ", Ledger.Pools)}",
            replica.Name);

    /// <summary>The digest knows nothing of what changes within an epoch, nor of what is quarantined.</summary>
    private void CheckLeases(Replica replica, PoolName name, DirectoryPool pool)
    {
        foreach (var shown in pool.Leases.After(node: null))
        {
            var record = Ledger.Find(name, shown.Node);
            Require(
                record is not null && shown.Attributes == record.Attributes && shown.State == record.State && shown.Leaving.SequenceEqual(record.Leaving),
                () => $"{replica.Name} shows {shown}; the store has {record}",
                replica.Name,
                shown.Node.Value);
        }

        var count = Ledger.Records.Count(record => record.Shard.Pool == name);
        Require(pool.Leases.Count == count, () => $"{replica.Name} shows {pool.Leases.Count} leases of {name}; the store has {count}", replica.Name);
    }
}
