using Akka.Persistence.Etcd.Query;
using Akka.Persistence.Etcd.Tests.Support;
using Akka.Persistence.Query;

namespace Akka.Persistence.Etcd.Tests.Query;

public sealed class JournalEndsTests : QueryTest
{
    [Fact]
    public async Task Each_journal_ends_with_its_last_event_whatever_was_known_of_it()
    {
        await host.WriteAsync("p", 3);
        await host.WriteAsync("p/x", 5);
        await host.StartWriter("q").AskAsync<Written>(new Together("1", "2", "3", "4"));

        var ends = await ReadAsync(("p", 0), ("p/x", 2), ("q", 1), ("none", 0));
        var known = await ReadAsync(("p", 3), ("p/x", 5), ("q", 4), ("none", 0));

        Assert.Equal([("none", 0L), ("p", 3L), ("p/x", 5L), ("q", 4L)], Numbers(ends));
        Assert.Equal(Numbers(ends), Numbers(known));
    }

    [Fact]
    public async Task Whoever_has_read_up_to_the_offset_lacks_nothing_before_the_ends_and_has_what_comes_behind_it()
    {
        var writer = await host.WriteAsync("p", 3);
        var ends = await ReadAsync(("p", 0));
        await writer.AskAsync<Written>("late");

        var behind = await host.AllOfAsync(host.Events.CurrentAllEvents(ends.Offset));
        var everything = await host.AllOfAsync(host.Events.CurrentAllEvents(Offset.NoOffset()));

        Assert.Equal("late", Assert.Single(behind).Event);
        Assert.Equal(ends.SequenceNrs["p"] + 1, Assert.Single(behind).SequenceNr);
        Assert.Equal(4, everything.Count);
    }

    [Fact]
    public async Task More_journals_than_fit_into_one_transaction_are_asked_for_in_several()
    {
        await host.WriteAsync("j-7", 2);
        await host.WriteAsync("j-299", 1);

        var ends = await ReadAsync([.. Enumerable.Range(0, 300).Select(number => ($"j-{number}", 0L))]);

        Assert.Equal(300, ends.SequenceNrs.Count);
        Assert.Equal([("j-299", 1L), ("j-7", 2L)], Numbers(ends).Where(end => end.Number > 0));
    }

    [Fact]
    public async Task Deleted_events_count_when_they_were_the_last()
    {
        var writer = await host.WriteAsync("p", 3);
        await writer.AskAsync<DeleteMessagesSuccess>(new DeleteTo(3));

        Assert.Equal(3, (await ReadAsync(("p", 3))).SequenceNrs["p"]);
    }

    [Fact]
    public async Task Nothing_asked_is_nothing_answered() => Assert.Empty((await ReadAsync()).SequenceNrs);

    private Task<JournalEnds> ReadAsync(params (string PersistenceId, long Known)[] journals) => host.Events.ReadEndsAsync(
        journals.ToDictionary(journal => journal.PersistenceId, journal => journal.Known, StringComparer.Ordinal),
        TestContext.Current.CancellationToken);

    private static IEnumerable<(string PersistenceId, long Number)> Numbers(JournalEnds ends) =>
        ends.SequenceNrs.Select(end => (end.Key, end.Value)).OrderBy(end => end.Key, StringComparer.Ordinal);
}
