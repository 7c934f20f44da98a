using System.Globalization;
using ActorNet.Testing;
using Akka.Persistence.Etcd.Tests.Support;
using Akka.Persistence.Journal;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Akka.Persistence.Etcd.Tests.Query;

public sealed class LiveQueriesTests : QueryTest
{
    [Fact]
    public async Task A_query_whose_last_event_is_deleted_ends()
    {
        var writer = await host.WriteAsync("p", 5);
        await writer.AskAsync<DeleteMessagesSuccess>(new DeleteTo(5));

        Assert.Empty(await host.AllOfAsync(host.Events.EventsByPersistenceId("p", 1, 4)));
    }

    [Fact]
    public async Task What_was_there_and_what_comes_is_given_once()
    {
        var writer = await host.WriteAsync("p", 3);
        var all = host.Follow(host.Events.AllEvents(Offset.NoOffset()));
        var one = host.Follow(host.Events.EventsByPersistenceId("p", 2, long.MaxValue));
        await all.HasSeenAsync(3);
        await one.HasSeenAsync(2);

        await writer.AskAsync<Written>(new Together("p-4", "p-5"));
        await host.WriteAsync("q", 2);
        await writer.AskAsync<Written>("p-6");

        await all.HasSeenAsync(8);
        await one.HasSeenAsync(5);
        Assert.Equal(["p-1", "p-2", "p-3", "p-4", "p-5", "q-1", "q-2", "p-6"], all.Seen.Select(e => e.Event));
        Assert.Equal(["p-2", "p-3", "p-4", "p-5", "p-6"], one.Seen.Select(e => e.Event));
        Assert.Equal(all.Seen.Where(e => e.PersistenceId == "p").Skip(1).Select(e => e.Offset), one.Seen.Select(e => e.Offset));
    }

    [Fact]
    public async Task A_query_of_one_id_ends_with_its_last_sequence_number()
    {
        var writer = await host.WriteAsync("p", 2);
        var query = host.Follow(host.Events.EventsByPersistenceId("p", 0, 4));

        await writer.AskAsync<Written>("p-3");
        await writer.AskAsync<Written>(new Together("p-4", "p-5"));

        await query.End.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        Assert.Equal(["p-1", "p-2", "p-3", "p-4"], query.Seen.Select(e => e.Event));
    }

    [Fact]
    public async Task A_query_of_an_id_that_does_not_write_yet_waits_for_it()
    {
        var query = host.Follow(host.Events.EventsByPersistenceId("p", 0, 2));
        await host.WriteAsync("other", 2);

        await host.WriteAsync("p", 2);

        await query.End.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        Assert.Equal(["p-1", "p-2"], query.Seen.Select(e => e.Event));
    }

    [Fact]
    public async Task New_persistence_ids_are_given_once()
    {
        await host.WriteAsync("a", 2);
        var ids = host.Follow(host.Events.PersistenceIds());
        await ids.HasSeenAsync(1);

        await host.WriteAsync("b", 2);
        await host.WriteAsync("c", 1);
        await host.WriteAsync("b/2", 2);

        await ids.HasSeenAsync(4);
        Assert.Equal(["a", "b", "c", "b/2"], ids.Seen);
    }

    [Fact]
    public async Task Tagged_events_are_followed()
    {
        var query = host.Follow(host.Events.EventsByTag("green", Offset.NoOffset()));
        var writer = host.StartWriter("p");

        await writer.AskAsync<Written>("stone");
        await writer.AskAsync<Written>(new Tagged("leaf", ["green"]));

        await query.HasSeenAsync(1);
        Assert.Equal("leaf", query.Seen[0].Event);
        Assert.Equal(2, query.Seen[0].SequenceNr);
    }

    [Fact]
    public async Task Deletion_gives_no_events()
    {
        var writer = await host.WriteAsync("p", 3);
        var query = host.Follow(host.Events.AllEvents(Offset.NoOffset()));
        await query.HasSeenAsync(3);

        await writer.AskAsync<DeleteMessagesSuccess>(new DeleteTo(2));
        await writer.AskAsync<Written>("p-4");

        await query.HasSeenAsync(4);
        Assert.Equal("p-4", query.Seen[^1].Event);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_query_that_is_cancelled()
    {
        await host.WriteAsync("p", 3);
        var queries = Enumerable.Range(0, 10).Select(_ => host.Follow(host.Events.AllEvents(Offset.NoOffset()))).ToList();
        queries.AddRange(Enumerable.Range(0, 10).Select(_ => host.Follow(host.Events.EventsByPersistenceId("p", 0, long.MaxValue))));
        await Task.WhenAll(queries.Select(query => query.HasSeenAsync(3)));
        await Eventually.HoldsAsync("etcd has the watchers", async () => await WatchersAsync() == 20);

        await Task.WhenAll(queries.Select(query => query.CancelAsync()));

        await Eventually.HoldsAsync("etcd has no watcher", async () => await WatchersAsync() == 0);
    }

    [Fact]
    public async Task A_query_ends_by_itself_when_its_consumer_has_enough()
    {
        await host.WriteAsync("p", 3);

        await host.TakeAsync(host.Events.AllEvents(Offset.NoOffset()), 3);

        await Eventually.HoldsAsync("etcd has no watcher", async () => await WatchersAsync() == 0);
    }

    [Fact]
    public async Task A_slow_consumer_holds_the_watch_back_and_loses_nothing()
    {
        const int events = 400;
        var text = new string('x', 100_000);
        var slow = host.Events.AllEvents(Offset.NoOffset())
            .RunWith(Sink.Queue<EventEnvelope>().WithAttributes(Attributes.CreateInputBuffer(1, 1)), host.Materializer);
        var first = slow.PullAsync();
        var writer = host.StartWriter("p");
        await writer.AskAsync<Written>("begin");
        Assert.Equal("begin", (await first).Value.Event);

        for (var n = 0; n < events; n++)
        {
            await writer.AskAsync<Written>($"{n} {text}");
        }

        // 40 MB are written. What HTTP/2's window lets through, 16 MiB at most, and a revision or two have left etcd; the rest waits there.
        Assert.InRange(await MetricAsync("etcd_network_client_grpc_sent_bytes_total"), 1, 20_000_000);
        for (var n = 0; n < events; n++)
        {
            Assert.StartsWith($"{n} x", (string)(await slow.PullAsync()).Value.Event, StringComparison.Ordinal);
        }
    }

    private Task<double> WatchersAsync() => MetricAsync("etcd_debugging_mvcc_watcher_total");

    private async Task<double> MetricAsync(string name)
    {
        using var client = new HttpClient();
        var metrics = await client.GetStringAsync($"{cluster.Members[0].Url}/metrics", TestContext.Current.CancellationToken);
        var line = metrics.Split('\n').Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
