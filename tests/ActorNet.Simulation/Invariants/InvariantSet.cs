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

/// <summary>All invariants; whatever happens is shown to each of them first, and then to the ledger.</summary>
internal sealed class InvariantSet(Ledger ledger)
{
    // I16 to I18 are about hosts and I21 about a server's limits: the fault suite and the tests of those parts have them.
    private readonly Invariant[] all =
    [
        new I03LiveFences(ledger),
        new I04GaplessJournals(ledger),
        new I02LiveRecords(ledger),
        new I23ExactAccounting(ledger),
        new I06GrowingEpochs(ledger),
        new I05AcknowledgedAfterCommit(ledger),
        new I07CountedFromSending(ledger),
        new I08ReclaimedLater(ledger),
        new I09TakeOverExtends(ledger),
        new S06SilenceDoesNotCount(ledger),
        new I10UnknownStaysUnknown(ledger),
        new I11IdempotentAcquire(ledger),
        new I12ReleasedForGood(ledger),
        new I13Clones(ledger),
        new I22RestartsBelieveLittle(ledger),
        new I01DisjointHolds(ledger),
        new I19NothingLost(ledger),
        new I14CompleteViews(ledger),
        new I15HigherEpochWins(ledger),
        new I20EverybodyIsServed(ledger),
        new FullMeansFull(ledger),
        new EndedAtLast(ledger),
        new ReusedLast(ledger),
        new ReservedRanges(ledger),
        new KeptHeadroom(ledger),
        new ReservationsInForce(ledger),
        new MovesInOrder(ledger),
        new FurtherInOrder(ledger),
        new PoolVersions(ledger),
        new NothingNewWhereCordoned(ledger),
        new NothingHeldWhereDeleted(ledger),
        new NothingToAudit(ledger),
    ];

    /// <summary>The one that looks at shards whose pool is not there.</summary>
    private readonly NothingOfPoolsThatAreGone gone = new(ledger);

    public void OnWriteSent(IWriter writer)
    {
        foreach (var invariant in all)
        {
            invariant.OnWriteSent(writer);
        }
    }

    public void OnRefused(IWriter writer)
    {
        foreach (var invariant in all)
        {
            invariant.OnRefused(writer);
        }
    }

    public void OnWrite(IWriter writer, string journal, int from, int end)
    {
        foreach (var invariant in all)
        {
            invariant.OnWrite(writer, journal, from, end);
        }
    }

    public void OnEvent(IWriter writer, JournalEvent entry)
    {
        switch (entry.Event)
        {
            case PoolEvent change:
                foreach (var invariant in all)
                {
                    invariant.OnPoolEvent(writer, change);
                }

                break;
            case ShardEvent change when ShardKey.TryParse(entry.PersistenceId, out var shard) && !ledger.IsPresent(shard.Value):
                gone.OnShardEvent(writer, shard.Value, change);
                break;
            case ShardEvent change when ShardKey.TryParse(entry.PersistenceId, out var shard):
                foreach (var invariant in all)
                {
                    invariant.OnShardEvent(writer, shard.Value, change);
                }

                break;
        }

        ledger.Take(entry);
    }

    public void OnRecovered(ShardKey shard, ShardState state, JournalPosition position)
    {
        foreach (var invariant in all)
        {
            invariant.OnRecovered(shard, state, position);
        }
    }

    public void OnPoolsRecovered(PoolState state, JournalPosition position)
    {
        foreach (var invariant in all)
        {
            invariant.OnPoolsRecovered(state, position);
        }
    }

    public void OnSent(Machine? from, LeaseCommand command)
    {
        foreach (var invariant in all)
        {
            invariant.OnSent(from, command);
        }

        ledger.NoteSent(command);
    }

    public void OnAnswer(IWriter writer, Request request, TimeSpan arrivedAt, LeaseReply reply)
    {
        foreach (var invariant in all)
        {
            invariant.OnAnswer(writer, request, arrivedAt, reply);
        }

        ledger.NoteAnswer(writer, request.Command.Node, reply);
    }

    public void OnHold(Machine machine, Hold hold)
    {
        foreach (var invariant in all)
        {
            invariant.OnHold(machine, hold);
        }
    }

    public void OnAgentStarted(Machine machine, AgentSituation situation, SavedLease? saved)
    {
        foreach (var invariant in all)
        {
            invariant.OnAgentStarted(machine, situation, saved);
        }
    }

    public void OnGivenUp(Machine machine, Epoch epoch)
    {
        foreach (var invariant in all)
        {
            invariant.OnGivenUp(machine, epoch);
        }
    }

    public void OnDirectory(Replica replica, DirectoryState before, DirectoryState state)
    {
        foreach (var invariant in all)
        {
            invariant.OnDirectory(replica, before, state);
        }
    }

    public void OnWatched(Watcher watcher)
    {
        foreach (var invariant in all)
        {
            invariant.OnWatched(watcher);
        }
    }

    public void OnTold(GossipTable table)
    {
        foreach (var invariant in all)
        {
            invariant.OnTold(table);
        }
    }

    public void OnAudit(Replica replica, DigestComparison comparison)
    {
        foreach (var invariant in all)
        {
            invariant.OnAudit(replica, comparison);
        }
    }

    public void OnSettled(IReadOnlyList<Machine> machines)
    {
        foreach (var invariant in all)
        {
            invariant.OnSettled(machines);
        }
    }

    public void OnEnd(IReadOnlyList<Machine> machines, IReadOnlyList<Replica> replicas, IReadOnlyList<Watcher> watchers, GossipTable gossip)
    {
        foreach (var invariant in all)
        {
            invariant.OnEnd(machines, replicas, watchers, gossip);
        }
    }
}
