using ActorNet.Histories.Journal;
using ActorNet.Histories.Recording;
using ActorNet.Histories.Watching;
using static ActorNet.Histories.SelfTest.GoodHistory;

namespace ActorNet.Histories.SelfTest;

/// <summary>What goes wrong between the journal and those who watch.</summary>
internal static class WatchCases
{
    public static IEnumerable<SelfTestCase> All =>
    [
        new(nameof(WatchCompleteness), null, () => Check(Make())),
        Case("a put is missing", history => history.Where(change => change is not Watched { Step: WatchStep.Put, Node: "c" })),
        Case("a deletion is missing", history => history.Where(change => change is not Watched { Step: WatchStep.Delete, Node: "b" })),
        Case("the last put never comes", history => history.Where(change => change is not Watched { Node: "d" } && change.AtNs != Ns(16.3))),
        Case("a put comes twice", history => history.SelectMany(change => change is Watched { Step: WatchStep.Put, Node: "b" } ? [change, change] : new[] { change })),
        Case("two changes come in the wrong order", history => history.OrderBy(change => change is Watched { Step: WatchStep.Delete, Node: "b" } ? Ns(16.25) : change.AtNs)),
        Case("a put has another subnet", history => history.Select(change => change is Watched { Step: WatchStep.Put, Node: "d" } put ? put with { Subnets = [First] } : change)),
        Case("the snapshot lacks a lease", history => history.Where(change => change is not Watched { Step: WatchStep.Put, Node: "a" })),
        Case("the stream goes on behind where it was to resume", history => history.Where(change => change is not Watched { Node: "a", Step: WatchStep.Delete } && change.AtNs != Ns(5.3))),
    ];

    private static SelfTestCase Case(string what, Func<IEnumerable<HistoryEvent>, IEnumerable<HistoryEvent>> corrupt) =>
        new(nameof(WatchCompleteness), what, () => Check([.. corrupt(Make())]));

    private static IReadOnlyList<string> Check(IReadOnlyList<HistoryEvent> history) =>
        WatchCompleteness.Check(history, new JournalContents(GoodJournal.Writes, []), GoodJournal.Pool);
}
