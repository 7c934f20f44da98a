using Akka.Persistence.Etcd.Query;
using Akka.Persistence.Etcd.Tests.Support;
using Akka.Persistence.Query;

namespace Akka.Persistence.Etcd.Tests.Query;

public sealed class CompactionTests : QueryTest
{
    [Fact]
    public async Task An_offset_that_is_compacted_fails_and_names_the_oldest_revision()
    {
        await host.WriteAsync("p", 10);
        var all = await host.AllOfAsync(host.Events.CurrentAllEvents(Offset.NoOffset()));
        var oldest = EtcdOffset.RevisionOf(all[5].Offset);
        await cluster.ControlAsync("compact", $"{oldest}");

        var live = await Assert.ThrowsAsync<EventsCompactedException>(() => host.AllOfAsync(host.Events.AllEvents(all[2].Offset)));
        var current = await Assert.ThrowsAsync<EventsCompactedException>(() => host.AllOfAsync(host.Events.CurrentAllEvents(all[2].Offset)));

        Assert.Equal(oldest, live.OldestRevision);
        Assert.Equal(oldest, current.OldestRevision);
        Assert.Contains($"{oldest}", live.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_the_oldest_revision_on_and_from_the_beginning_everything_is_given()
    {
        await host.WriteAsync("p", 10);
        var all = await host.AllOfAsync(host.Events.CurrentAllEvents(Offset.NoOffset()));
        var oldest = EtcdOffset.RevisionOf(all[5].Offset);
        await cluster.ControlAsync("compact", $"{oldest}");

        Same.Events(all.Skip(5), await host.TakeAsync(host.Events.AllEvents(EtcdOffset.AfterRevision(oldest - 1)), 5));
        Same.Events(all.Skip(5), await host.AllOfAsync(host.Events.CurrentAllEvents(EtcdOffset.AfterRevision(oldest - 1))));
        Same.Events(all, await host.TakeAsync(host.Events.AllEvents(Offset.NoOffset()), 10));
        Same.Events(all, await host.AllOfAsync(host.Events.CurrentAllEvents(Offset.Sequence(0))));
        Same.Events(all, await host.TakeAsync(host.Events.EventsByPersistenceId("p", 0, long.MaxValue), 10));
    }

    [Fact]
    public async Task A_reader_that_keeps_up_does_not_notice()
    {
        var writer = await host.WriteAsync("p", 5);
        var query = host.Follow(host.Events.AllEvents(Offset.NoOffset()));
        await query.HasSeenAsync(5);

        await cluster.ControlAsync("compact", $"{EtcdOffset.RevisionOf(query.Seen[^1].Offset)}");
        await writer.AskAsync<Written>("p-6");

        await query.HasSeenAsync(6);
        Assert.Equal("p-6", query.Seen[^1].Event);
    }

    [Fact]
    public async Task Compaction_while_pages_are_read_changes_nothing_of_what_is_read()
    {
        foreach (var n in Enumerable.Range(1, 4))
        {
            var writer = host.StartWriter($"w{n}");
            await Task.WhenAll(Enumerable.Range(1, 200).Select(i => writer.AskAsync<Written>($"{i}")));
        }

        var all = await host.AllOfAsync(host.Events.CurrentAllEvents(Offset.NoOffset()));
        await using var small = QueryHost.Start(cluster, "akka.persistence.query.journal.etcd { page-bytes = 1 KiB\nbuffer-bytes = 0 }");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var compacting = CompactAllTheTimeAsync(over.Token);

        for (var round = 0; round < 5; round++)
        {
            Same.Events(all, await small.AllOfAsync(small.Events.CurrentAllEvents(Offset.NoOffset())));
            Assert.Equal(200, (await small.AllOfAsync(small.Events.CurrentEventsByPersistenceId("w2", 0, long.MaxValue))).Count);
            Assert.Equal(4, (await small.AllOfAsync(small.Events.CurrentPersistenceIds())).Count);
        }

        await over.CancelAsync();
        await compacting;
    }

    private async Task CompactAllTheTimeAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await cluster.ControlAsync("put", "elsewhere", "x");
            var revision = (await cluster.ControlAsync("get", "elsewhere", "-w", "fields")).Split('\n')
                .Single(line => line.StartsWith("\"Revision\"", StringComparison.Ordinal)).Split(':')[1].Trim();
            await cluster.ControlAsync("compact", revision);
        }
    }
}
