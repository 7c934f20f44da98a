using Akka.Persistence.Etcd.Tests.Support;

namespace Akka.Persistence.Etcd.Tests.Journal;

public sealed class ReplayTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>
{
    [Theory]
    [InlineData(1, long.MaxValue, long.MaxValue, new long[] { 1, 2, 3, 4, 5 })]
    [InlineData(3, long.MaxValue, long.MaxValue, new long[] { 3, 4, 5 })]
    [InlineData(1, 3, long.MaxValue, new long[] { 1, 2, 3 })]
    [InlineData(1, 1, long.MaxValue, new long[] { 1 })]
    [InlineData(5, 5, long.MaxValue, new long[] { 5 })]
    [InlineData(2, 4, long.MaxValue, new long[] { 2, 3, 4 })]
    [InlineData(4, 9, long.MaxValue, new long[] { 4, 5 })]
    [InlineData(1, long.MaxValue, 3, new long[] { 1, 2, 3 })]
    [InlineData(2, 4, 2, new long[] { 2, 3 })]
    [InlineData(2, 3, 9, new long[] { 2, 3 })]
    [InlineData(1, long.MaxValue, 0, new long[0])]
    [InlineData(4, 3, long.MaxValue, new long[0])]
    [InlineData(6, long.MaxValue, long.MaxValue, new long[0])]
    [InlineData(1, 0, long.MaxValue, new long[0])]
    public async Task What_was_asked_for_is_replayed(long from, long to, long max, long[] expected)
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync("a", "b", "c", "d", "e");

        Assert.Equal(expected, await client.NumbersAsync(from, to, max));
    }

    [Theory]
    [InlineData(1, long.MaxValue, long.MaxValue, new long[] { 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(3, 5, long.MaxValue, new long[] { 3, 4, 5 })]
    [InlineData(4, 4, long.MaxValue, new long[] { 4 })]
    [InlineData(2, long.MaxValue, 2, new long[] { 2, 3 })]
    [InlineData(6, 7, long.MaxValue, new long[] { 6, 7 })]
    public async Task A_replay_begins_and_ends_in_the_middle_of_atomic_writes(long from, long to, long max, long[] expected)
    {
        var client = etcd.NewClient();
        await client.WriteAsync(client.Next("a"), client.Next("b", "c", "d", "e"), client.Next("f", "g"));

        Assert.Equal(expected, await client.NumbersAsync(from, to, max));
    }

    [Fact]
    public async Task Events_come_back_as_they_were()
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync("text", 7, 8L);

        var (events, highest) = await client.ReplayAsync();

        Assert.Equal(3, highest);
        Assert.Equal<object>(["text", 7, 8L], events.Select(@event => @event.Payload));
        Assert.All(events, @event => Assert.Equal(client.PersistenceId, @event.PersistenceId));
        Assert.All(events, @event => Assert.True(@event.Timestamp > 0));
        Assert.Single(events.Select(@event => @event.WriterGuid).Distinct());
        Assert.All(events, @event => Assert.False(@event.IsDeleted));
    }

    [Fact]
    public async Task An_id_that_never_wrote_has_no_events_and_the_highest_number_0()
    {
        var (events, highest) = await etcd.NewClient().ReplayAsync();

        Assert.Empty(events);
        Assert.Equal(0, highest);
    }

    [Theory]
    [InlineData("a/b", "a")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a", "a0")]
    [InlineData("a", "a/")]
    [InlineData("ü/日本\n", "ü")]
    [InlineData("a b", "a+b")]
    public async Task Ids_that_resemble_each_other_do_not_meet(string one, string other)
    {
        var prefix = EtcdFixture.NewId();
        var (first, second) = (etcd.NewClient(prefix + one), etcd.NewClient(prefix + other));
        await first.WriteAllAsync("a", "b", "c");
        await second.WriteAllAsync("x");
        await first.DeleteAsync(2);

        Assert.Equal(new long[] { 3 }, await first.NumbersAsync());
        Assert.Equal("x", Assert.Single((await second.ReplayAsync()).Events).Payload);
    }

    [Fact]
    public async Task An_id_that_is_no_text_is_refused_and_another_like_it_is_not_harmed()
    {
        var client = etcd.NewClient(EtcdFixture.NewId() + '\ud800');

        var (_, answers) = await client.WriteAsync(client.Next("a"));

        Assert.IsType<ArgumentException>(Assert.IsType<WriteMessageRejected>(Assert.Single(answers)).Cause, exactMatch: false);
    }

    [Fact]
    public async Task A_replay_over_many_pages_of_small_events_is_complete()
    {
        var client = etcd.NewClient();
        for (var batch = 0; batch < 20; batch++)
        {
            await client.WriteAllAsync(Enumerable.Range(0, 200).Select(object (number) => $"{batch}-{number}"));
        }

        Assert.Equal(Enumerable.Range(1, 4000).Select(number => (long)number), await client.NumbersAsync());
        Assert.Equal(new long[] { 3999, 4000 }, await client.NumbersAsync(from: 3999));
    }

    [Fact]
    public async Task Large_events_behind_many_small_ones_are_replayed()
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync(Enumerable.Repeat<object>("small", 600));
        await client.WriteAllAsync(Enumerable.Range(0, 40).Select(object (number) => new string((char)('a' + (number % 26)), 1 << 20)));

        var (events, _) = await client.ReplayAsync();

        Assert.Equal(640, events.Count);
        Assert.Equal(40, events.Count(@event => ((string)@event.Payload).Length == 1 << 20));
    }

    [Fact]
    public async Task Compaction_in_the_middle_of_a_replay_changes_nothing()
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync(Enumerable.Range(0, 3000).Select(object (number) => new string('x', 200)));

        var replays = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => etcd.NewClient(client.PersistenceId).NumbersAsync()));
        for (var number = 0; !replays.IsCompleted; number++)
        {
            await etcd.NewClient().WriteAllAsync("a");
            var status = await etcd.Cluster.ControlAsync("get", "nothing", "-w", "json");
            var revision = System.Text.Json.JsonDocument.Parse(status).RootElement.GetProperty("header").GetProperty("revision").GetInt64();
            await etcd.Cluster.ControlAsync("compact", revision.ToString());
        }

        Assert.All(await replays, numbers => Assert.Equal(3000, numbers.Length));
    }
}
