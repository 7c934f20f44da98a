using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Replicas;
using ActorNet.Coordinator.Storage;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorNet.Coordinator.Audit;

/// <summary>Reads all journals from their first event, looks for gaps, and compares what comes of it with what this replica has in memory.</summary>
internal sealed class JournalReading(ActorSystem system, IEventStreams journal, LeaseDirectory directory)
{
    /// <summary>How long this replica's own directory may take to get to where the reading ended.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads and compares.</summary>
    /// <param name="pool">The only pool that is compared; null: all.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<CheckResult> CompareAsync(PoolName? pool, CancellationToken cancellation)
    {
        try
        {
            var read = await ReadAsync(cancellation);
            var shown = await ShownAtAsync(read.Revision, cancellation);
            return shown is null
                ? Unreadable($"this replica has no state of revision {read.Revision}, where the journals ended, to compare with", read.Positions.Count)
                : CheckResult.Of(CheckNames.Journals, read.Positions.Count, [.. Compare(read, shown, pool)]);
        }
        catch (JournalGapException gap)
        {
            return CheckResult.Of(
                CheckNames.Journals,
                1,
                [JournalChecks.Gap(new JournalPosition(gap.Entry.PersistenceId, gap.Entry.SequenceNumber), gap.Expected, gap.Entry.Revision)]);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            return Unreadable(exception.Message, 0);
        }
    }

    /// <summary>The pools of which the journals say something else than this replica has in memory.</summary>
    public static IEnumerable<Finding> Compare(DirectoryState read, DirectoryState shown, PoolName? pool) =>
        read.Pools.Keys.Union(shown.Pools.Keys)
            .Where(name => pool is not { } only || name == only)
            .Where(name => !Equals(DigestOf(read, name), DigestOf(shown, name)))
            .Select(name => new Finding(
                AuditCodes.MemoryDiffersFromJournal,
                $"this replica has something else of pool {name} in memory than the journals say up to revision {read.Revision}: "
                    + $"{HeldOf(shown, name)} held leases in memory, {HeldOf(read, name)} by the journals",
                "restart this replica: it reads the journals anew")
            {
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["pool"] = name.Value,
                    ["revision"] = $"{read.Revision}",
                    ["held"] = $"{HeldOf(shown, name)}",
                    ["journal_held"] = $"{HeldOf(read, name)}",
                },
            });

    /// <summary>Takes the next event of some journal in. Here also the first event of a journal has to be there, which a directory cannot ask for.</summary>
    /// <exception cref="JournalGapException">Events are missing before it.</exception>
    public static DirectoryState Take(DirectoryState state, JournalEvent entry)
    {
        if (entry.SequenceNumber > 1 && !state.Positions.ContainsKey(entry.PersistenceId))
        {
            throw new JournalGapException(entry, 1);
        }

        return DirectoryRules.Apply(state, entry).State;
    }

    private async Task<DirectoryState> ReadAsync(CancellationToken cancellation)
    {
        using var materializer = system.Materializer();
        var killSwitch = KillSwitches.Shared("journal-reading");
        await using var registration = cancellation.Register(killSwitch.Shutdown);
        var state = await journal.Current(Offset.Sequence(0))
            .Via(killSwitch.Flow<EventEnvelope>())
            .RunAggregate(DirectoryState.Empty, static (state, envelope) => Take(state, DirectoryFeed.ToJournalEvent(envelope)), materializer);
        cancellation.ThrowIfCancellationRequested();
        return state;
    }

    /// <summary>What this replica had when its directory was where the reading ended; null where that cannot be seen.</summary>
    private async Task<DirectoryState?> ShownAtAsync(long revision, CancellationToken cancellation)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(Patience);
        try
        {
            return (await directory.WhenAsync(state => state.Revision >= revision, late.Token)).History.StateAt(revision);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static Replicas.Wire.PoolState? DigestOf(DirectoryState state, PoolName name) =>
        state.Pools.TryGetValue(name, out var pool) ? StateDigests.Of(pool) : null;

    private static long HeldOf(DirectoryState state, PoolName name) => state.Pools.TryGetValue(name, out var pool) ? pool.Tally.Held : 0;

    private static CheckResult Unreadable(string why, long examined) => new(
        CheckNames.Journals,
        examined,
        [],
        [new Finding(AuditCodes.JournalUnreadable, $"the journals could not be read to their end and compared: {why}", "see in 'actornet status' whether the store is well; then audit again")]);
}
