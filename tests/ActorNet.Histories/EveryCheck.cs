using ActorNet.Histories.Holds;
using ActorNet.Histories.Journal;
using ActorNet.Histories.Linearizability;
using ActorNet.Histories.Operations;
using ActorNet.Histories.Packets;
using ActorNet.Histories.Recording;
using ActorNet.Histories.Watching;

namespace ActorNet.Histories;

/// <summary>All checkers, so that a run cannot leave one out.</summary>
public static class EveryCheck
{
    /// <summary>All that is wrong with a run.</summary>
    /// <param name="history">What happened.</param>
    /// <param name="journal">What etcd holds at its end.</param>
    /// <param name="journalReadAtNs">A moment after which the journal was read.</param>
    /// <param name="watchedPool">The pool that the history's watchers follow.</param>
    /// <param name="mayLose">Whether a fault may lose packets between two hosts, given as sender and receiver.</param>
    public static IReadOnlyList<Violation> Run(
        IReadOnlyList<HistoryEvent> history,
        JournalContents journal,
        long journalReadAtNs,
        string watchedPool,
        Func<FaultWindow, string, string, bool> mayLose) =>
    [
        .. Named(nameof(Overlap), Overlap.Check(history)),
        .. Named(nameof(EpochOrder), EpochOrder.Check(history)),
        .. Named(nameof(LinearizabilityCheck), LinearizabilityCheck.Check(history)),
        .. Named(nameof(LostLeases), LostLeases.Check(history, [.. journal.PoolNames.SelectMany(journal.HeldIn)], journalReadAtNs)),
        .. Named(nameof(Deadlines), Deadlines.Check(history)),
        .. Named(nameof(JournalOrder), JournalOrder.Check(journal)),
        .. Named(nameof(Fences), Fences.Check(journal)),
        .. Named(nameof(LeaseRecords), LeaseRecords.Check(journal)),
        .. Named(nameof(BlockMoves), BlockMoves.Check(journal)),
        .. Named(nameof(Accounting), Accounting.Check(journal)),
        .. Named(nameof(WatchCompleteness), WatchCompleteness.Check(history, journal, watchedPool)),
        .. Named(nameof(PacketLoss), PacketLoss.Check(history, mayLose)),
    ];

    private static IEnumerable<Violation> Named(string checker, IEnumerable<string> violations) => violations.Select(what => new Violation(checker, what));
}

/// <summary>Something that may never happen.</summary>
/// <param name="Checker">Who found it.</param>
/// <param name="What">What it is: nodes, subnets, epochs, times.</param>
public sealed record Violation(string Checker, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Checker}: {What}";
}
