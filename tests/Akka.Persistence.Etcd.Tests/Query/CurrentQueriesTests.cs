using Akka.Persistence.Etcd.Query;
using Akka.Persistence.Etcd.Tests.Support;
using Akka.Persistence.Journal;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Akka.Persistence.Etcd.Tests.Query;

public sealed class CurrentQueriesTests : QueryTest
{
    [Fact]
    public async Task An_empty_journal_gives_nothing()
    {
        Assert.Empty(await host.AllOfAsync(host.Events.CurrentAllEvents(Offset.NoOffset())));
        Assert.Empty(await host.AllOfAsync(host.Events.CurrentEventsByPersistenceId("p", 0, long.MaxValue)));
        Assert.Empty(await host.AllOfAsync(host.Events.CurrentPersistenceIds()));
        Assert.Empty(await host.AllOfAsync(host.Events.CurrentEventsByTag("t", Offset.NoOffset())));
    }

    [Fact]
    public async Task Events_of_one_id_come_in_order_with_all_that_is_known_of_them()
    {
        await host.WriteAsync("p", 3);
        await host.WriteAsync("p/x", 2);

        var events = await host.AllOfAsync(host.Events.CurrentEventsByPersistenceId("p", 0, long.MaxValue));

        Assert.Equal(["p-1", "p-2", "p-3"], events.Select(e => e.Event));
        Assert.Equal([1L, 2L, 3L], events.Select(e => e.SequenceNr));
        Assert.All(events, e => Assert.Equal("p", e.PersistenceId));
        Assert.All(events, e => Assert.InRange(e.Timestamp, DateTime.UtcNow.AddMinutes(-1).Ticks, DateTime.UtcNow.Ticks));
        Assert.All(events, e => Assert.Empty(e.Tags));
    }

    [Theory]
    [InlineData(0, 2, new[] { 1L, 2L })]
    [InlineData(2, 4, new[] { 2L, 3L, 4L })]
    [InlineData(3, 3, new[] { 3L })]
    [InlineData(5, 99, new[] { 5L, 6L })]
    [InlineData(7, 99, new long[0])]
    [InlineData(4, 2, new long[0])]
    [InlineData(-3, 1, new[] { 1L })]
    public async Task Bounds_are_inclusive_also_in_the_midst_of_an_atomic_write(long from, long to, long[] expected)
    {
        var writer = host.StartWriter("p");
        await writer.AskAsync<Written>("1");
        await writer.AskAsync<Written>(new Together("2", "3", "4", "5"));
        await writer.AskAsync<Written>("6");

        var events = await host.AllOfAsync(host.Events.CurrentEventsByPersistenceId("p", from, to));

        Assert.Equal(expected, events.Select(e => e.SequenceNr));
        Assert.Equal(expected.Select(n => $"{n}"), events.Select(e => e.Event));
    }

    [Fact]
    public async Task Deleted_events_are_not_shown()
    {
        var writer = await host.WriteAsync("p", 5);
        await host.WriteAsync("q", 2);
        await writer.AskAsync<DeleteMessagesSuccess>(new DeleteTo(3));

        var one = await host.AllOfAsync(host.Events.CurrentEventsByPersistenceId("p", 0, long.MaxValue));
        var all = await host.AllOfAsync(host.Events.CurrentAllEvents(Offset.NoOffset()));

        Assert.Equal(["p-4", "p-5"], one.Select(e => e.Event));
        Assert.Equal(["p-4", "p-5", "q-1", "q-2"], all.Select(e => e.Event));
    }

    [Fact]
    public async Task When_all_events_are_deleted_none_is_shown_and_the_id_stays()
    {
        var writer = await host.WriteAsync("p", 3);
        await writer.AskAsync<DeleteMessagesSuccess>(new DeleteTo(long.MaxValue));

        Assert.Empty(await host.AllOfAsync(host.Events.CurrentEventsByPersistenceId("p", 0, long.MaxValue)));
        Assert.Empty(await host.AllOfAsync(host.Events.CurrentAllEvents(Offset.NoOffset())));
        Assert.Equal(["p"], await host.AllOfAsync(host.Events.CurrentPersistenceIds()));
    }

    [Fact]
    public async Task Persistence_ids_are_listed_once()
    {
        string[] ids = ["a", "a/b", "ä%", "b"];
        foreach (var id in ids)
        {
            await host.WriteAsync(id, 3);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), (await host.AllOfAsync(host.Events.CurrentPersistenceIds())).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_written_after_the_first_demand_is_not_shown()
    {
        var writer = await host.WriteAsync("p", 2);
        var one = host.Events.CurrentEventsByPersistenceId("p", 0, long.MaxValue).RunWith(Sink.Queue<EventEnvelope>().WithAttributes(Attributes.CreateInputBuffer(1, 1)), host.Materializer);
        var all = host.Events.CurrentAllEvents(Offset.NoOffset()).RunWith(Sink.Queue<EventEnvelope>().WithAttributes(Attributes.CreateInputBuffer(1, 1)), host.Materializer);
        Assert.Equal("p-1", (await one.PullAsync()).Value.Event);
        Assert.Equal("p-1", (await all.PullAsync()).Value.Event);

        await writer.AskAsync<Written>("late");

        Assert.Equal("p-2", (await one.PullAsync()).Value.Event);
        Assert.False((await one.PullAsync()).HasValue);
        Assert.Equal("p-2", (await all.PullAsync()).Value.Event);
        Assert.False((await all.PullAsync()).HasValue);
    }

    [Fact]
    public async Task Tagged_events_are_found_by_their_tags()
    {
        var writer = host.StartWriter("p");
        await writer.AskAsync<Written>(new Tagged("apple", ["green", "fruit"]));
        await writer.AskAsync<Written>("stone");
        await writer.AskAsync<Written>(new Tagged("leaf", ["green"]));

        var green = await host.AllOfAsync(host.Events.CurrentEventsByTag("green", Offset.NoOffset()));
        var behind = await host.AllOfAsync(host.Events.CurrentEventsByTag("green", green[0].Offset));

        Assert.Equal(["apple", "leaf"], green.Select(e => e.Event));
        Assert.Equal(["fruit", "green"], green[0].Tags.Order());
        Assert.Equal(["leaf"], behind.Select(e => e.Event));
        Assert.Empty(await host.AllOfAsync(host.Events.CurrentEventsByTag("gree", Offset.NoOffset())));
    }

    [Fact]
    public async Task Payloads_go_through_the_event_adapters_of_the_journal()
    {
        await using var adapting = QueryHost.Start(cluster, $$"""
            akka.persistence.journal.etcd {
              event-adapters.doubling = "{{typeof(DoublingAdapter).AssemblyQualifiedName}}"
              event-adapter-bindings."System.String" = doubling
            }
            """);
        var writer = adapting.StartWriter("p");
        await writer.AskAsync<Written>("one");

        var events = await adapting.AllOfAsync(adapting.Events.CurrentAllEvents(Offset.NoOffset()));

        Assert.Equal(["(one) v1 first", "(one) v1 second"], events.Select(e => e.Event));
        Assert.Equal(events[0].Offset, events[1].Offset);
    }

    [Theory]
    [InlineData("page-bytes = 1 KiB")]
    [InlineData("page-bytes = 1 KiB, buffer-bytes = 0")]
    [InlineData("page-bytes = 8 KiB, buffer-bytes = 20 KiB")]
    public async Task Many_pages_give_the_same(string settings)
    {
        var expected = new List<string>();
        foreach (var id in Enumerable.Range(1, 8).Select(n => $"writer-{n}"))
        {
            var writer = host.StartWriter(id);
            await Task.WhenAll(Enumerable.Range(1, 120).Select(n => writer.AskAsync<Written>($"{id}-{n} {new string('x', n)}")));
            expected.AddRange(Enumerable.Range(1, 120).Select(n => $"{id}-{n} {new string('x', n)}"));
        }

        await using var small = QueryHost.Start(cluster, $"akka.persistence.query.journal.etcd {{ {settings.Replace(", ", "\n", StringComparison.Ordinal)} }}");
        var all = await small.AllOfAsync(small.Events.CurrentAllEvents(Offset.NoOffset()));
        var one = await small.AllOfAsync(small.Events.CurrentEventsByPersistenceId("writer-3", 0, long.MaxValue));
        var ids = await small.AllOfAsync(small.Events.CurrentPersistenceIds());

        Assert.Equal(expected, all.Select(e => e.Event));
        Assert.Equal(expected.Where(text => text.StartsWith("writer-3-", StringComparison.Ordinal)), one.Select(e => e.Event));
        Assert.Equal(one.Select(e => e.Offset), all.Where(e => e.PersistenceId == "writer-3").Select(e => e.Offset));
        Assert.Equal(8, ids.Count);
    }

    [Fact]
    public void Offsets_of_other_journals_are_refused()
    {
        Assert.Throws<ArgumentException>(() => host.Events.CurrentAllEvents(Offset.TimeBasedUuid(Guid.NewGuid())));
        Assert.Throws<ArgumentException>(() => host.Events.AllEvents(Offset.Sequence(-1)));
    }

    [Fact]
    public async Task An_offset_that_etcd_has_not_got_to_is_refused()
    {
        await host.WriteAsync("p", 1);

        await Assert.ThrowsAsync<ArgumentException>(() => host.AllOfAsync(host.Events.CurrentAllEvents(EtcdOffset.AfterRevision(1_000_000))));
        await Assert.ThrowsAsync<ArgumentException>(() => host.AllOfAsync(host.Events.AllEvents(EtcdOffset.AfterRevision(1_000_000))));
    }

    /// <summary>Gives names to what is written, and makes two of what is read.</summary>
    private sealed class DoublingAdapter : IEventAdapter
    {
        public string Manifest(object evt) => "v1";

        public object ToJournal(object evt) => $"({evt})";

        public IEventSequence FromJournal(object evt, string manifest) => EventSequence.Create($"{evt} {manifest} first", $"{evt} {manifest} second");
    }
}
