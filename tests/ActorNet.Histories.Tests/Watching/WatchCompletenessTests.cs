using ActorNet.Histories.Journal;
using ActorNet.Histories.SelfTest;
using ActorNet.Histories.Watching;

namespace ActorNet.Histories.Tests.Watching;

/// <summary>Beside what the checkers' self-test covers: a journal that was read before all was over.</summary>
public sealed class WatchCompletenessTests
{
    [Fact]
    public void What_came_after_the_journal_was_read_is_not_looked_at()
    {
        var last = GoodJournal.Writes.MaxBy(write => write.Revision)!;
        var read = GoodJournal.Writes.Where(write => write != last).ToList();

        Assert.Empty(WatchCompleteness.Check(GoodHistory.Make(), new JournalContents(read, [], JournalWrite.LastOf(last.Revision - 1)), GoodJournal.Pool));
        Assert.NotEmpty(WatchCompleteness.Check(GoodHistory.Make(), new JournalContents(read, []), GoodJournal.Pool));
    }
}
