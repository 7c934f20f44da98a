using System.Diagnostics.CodeAnalysis;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Directory;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Views;
using AgentSituation = ActorNet.Agent.Leasing.LeaseSituation;
using SavedLease = ActorNet.Agent.State.SavedLease;

namespace ActorNet.Simulation.Invariants;

/// <summary>
/// One of <c>safety.md</c>'s invariants. It sees everything that happens, before the <see cref="Invariants.Ledger"/> takes it in, and looks at
/// nothing but what has just changed.
/// </summary>
internal abstract class Invariant(string number, Ledger ledger)
{
    protected Ledger Ledger => ledger;

    /// <summary>A write leaves for the store.</summary>
    public virtual void OnWriteSent(IWriter writer)
    {
    }

    /// <summary>A writer is told that somebody else has written to its journal.</summary>
    public virtual void OnRefused(IWriter writer)
    {
    }

    /// <summary>A transaction is about to be done.</summary>
    /// <param name="writer">Who writes.</param>
    /// <param name="journal">Where.</param>
    /// <param name="from">Behind which event.</param>
    /// <param name="end">How many there are.</param>
    public virtual void OnWrite(IWriter writer, string journal, int from, int end)
    {
    }

    /// <summary>Something happened in the pools.</summary>
    public virtual void OnPoolEvent(IWriter writer, PoolEvent change)
    {
    }

    /// <summary>Something happened in a shard.</summary>
    public virtual void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
    }

    /// <summary>An incarnation has read a shard's journal.</summary>
    public virtual void OnRecovered(ShardKey shard, ShardState state, JournalPosition position)
    {
    }

    /// <summary>An incarnation has read the coordinator's journal.</summary>
    public virtual void OnPoolsRecovered(PoolState state, JournalPosition position)
    {
    }

    /// <summary>A node or an operator sends a command.</summary>
    public virtual void OnSent(Machine? from, LeaseCommand command)
    {
    }

    /// <summary>An answer leaves a shard.</summary>
    /// <param name="writer">The incarnation.</param>
    /// <param name="request">What it answers.</param>
    /// <param name="arrivedAt">When the command had arrived, in real time.</param>
    /// <param name="reply">The answer.</param>
    public virtual void OnAnswer(IWriter writer, Request request, TimeSpan arrivedAt, LeaseReply reply)
    {
    }

    /// <summary>A kernel is told what to let through.</summary>
    public virtual void OnHold(Machine machine, Hold hold)
    {
    }

    /// <summary>An agent has judged what it found on its disk.</summary>
    public virtual void OnAgentStarted(Machine machine, AgentSituation situation, SavedLease? saved)
    {
    }

    /// <summary>An agent gives up what it believed in.</summary>
    public virtual void OnGivenUp(Machine machine, Epoch epoch)
    {
    }

    /// <summary>A replica's directory shows something else.</summary>
    public virtual void OnDirectory(Replica replica, DirectoryState before, DirectoryState state)
    {
    }

    /// <summary>A watcher has taken a message in.</summary>
    public virtual void OnWatched(Watcher watcher)
    {
    }

    /// <summary>A claim was told to the table that is told everything in any order.</summary>
    public virtual void OnTold(GossipTable table)
    {
    }

    /// <summary>A shard's digest was compared with a directory's.</summary>
    public virtual void OnAudit(Replica replica, DigestComparison comparison)
    {
    }

    /// <summary>Nothing has been wrong for long enough.</summary>
    public virtual void OnSettled(IReadOnlyList<Machine> machines)
    {
    }

    /// <summary>Nothing was wrong for a while after that, and nothing is under way.</summary>
    public virtual void OnEnd(IReadOnlyList<Machine> machines, IReadOnlyList<Replica> replicas, IReadOnlyList<Watcher> watchers, GossipTable gossip)
    {
    }

    /// <summary>Fails with this invariant's number.</summary>
    protected void Require([DoesNotReturnIf(false)] bool holds, Func<string> what, params ReadOnlySpan<string> involved)
    {
        if (!holds)
        {
            throw new Violation(number, what(), [.. involved]);
        }
    }
}
