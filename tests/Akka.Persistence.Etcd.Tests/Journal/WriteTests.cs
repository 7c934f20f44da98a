using Akka.Actor;
using Akka.Persistence.Etcd.Errors;
using Akka.Persistence.Etcd.Tests.Support;
using Akka.Util;

namespace Akka.Persistence.Etcd.Tests.Journal;

public sealed class WriteTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>
{
    /// <summary>etcd's default of --max-request-bytes.</summary>
    private const int MaxRequest = 1536 * 1024;

    [Fact]
    public async Task An_event_that_cannot_be_serialized_is_rejected_and_its_neighbours_are_written()
    {
        var client = etcd.NewClient();

        var (whole, answers) = await client.WriteAsync(client.Next("a"), client.Next(new Unserializable()), client.Next("c"));

        Assert.IsType<WriteMessagesSuccessful>(whole);
        Assert.IsType<WriteMessageSuccess>(answers[0]);
        Assert.Equal(2, Assert.IsType<WriteMessageRejected>(answers[1]).Persistent.SequenceNr);
        Assert.IsType<WriteMessageSuccess>(answers[2]);
        Assert.Equal(new long[] { 1, 3 }, await client.NumbersAsync());
        await client.WriteAllAsync("d");
        Assert.Equal(new long[] { 3, 4 }, await client.NumbersAsync(from: 2));
    }

    [Fact]
    public async Task An_atomic_write_with_an_event_that_cannot_be_serialized_is_rejected_whole()
    {
        var client = etcd.NewClient();

        var (whole, answers) = await client.WriteAsync(client.Next("a", new Unserializable(), "c"), client.Next("d"));

        Assert.IsType<WriteMessagesSuccessful>(whole);
        Assert.All(answers[..3], answer => Assert.IsType<WriteMessageRejected>(answer));
        Assert.Equal(new long[] { 4 }, await client.NumbersAsync());
    }

    [Fact]
    public async Task An_actor_goes_on_after_an_event_of_it_was_rejected()
    {
        var actor = etcd.System.ActorOf(Recorder.Props(EtcdFixture.NewId()));

        Assert.Equal(1, await actor.AskAsync<long>("a"));
        Assert.StartsWith("rejected", await actor.AskAsync<string>(new Unserializable()), StringComparison.Ordinal);
        Assert.Equal(3, await actor.AskAsync<long>("b"));

        Assert.Equal(["a", "b"], await actor.AskAsync<string[]>("get"));
    }

    [Theory]
    [InlineData(MaxRequest - 1024, true)]
    [InlineData(MaxRequest, false)]
    [InlineData(MaxRequest + (1 << 20), false)]
    public async Task A_write_larger_than_etcd_takes_is_rejected_and_its_neighbours_are_written(int length, bool fits)
    {
        var client = etcd.NewClient();

        var (whole, answers) = await client.WriteAsync(client.Next("a"), client.Next(new string('x', length)), client.Next("c"));

        Assert.IsType<WriteMessagesSuccessful>(whole);
        Assert.Equal(fits ? [1, 2, 3] : [1, 3], await client.NumbersAsync());
        if (!fits)
        {
            Assert.IsType<WriteTooLargeException>(Assert.IsType<WriteMessageRejected>(answers[1]).Cause);
        }
    }

    [Theory]
    [InlineData(200, 1)]
    [InlineData(200, 3)]
    [InlineData(1, 500)]
    public async Task Many_atomic_writes_in_one_call_and_many_events_in_one_write_are_all_there(int writes, int eventsEach)
    {
        var client = etcd.NewClient();

        var (whole, answers) = await client.WriteAsync([.. Enumerable.Range(0, writes).Select(_ => client.Next([.. Enumerable.Repeat<object>("x", eventsEach)]))]);

        Assert.IsType<WriteMessagesSuccessful>(whole);
        Assert.Equal(Enumerable.Range(1, writes * eventsEach).Select(number => (long)number), answers.Select(answer => ((WriteMessageSuccess)answer).Persistent.SequenceNr));
        Assert.Equal(writes * eventsEach, (await client.NumbersAsync()).Length);
        Assert.Equal(writes * eventsEach, (await client.ReplayAsync(from: long.MaxValue)).Highest);
    }

    [Fact]
    public async Task Twenty_MiB_at_once_are_written_in_order()
    {
        var client = etcd.NewClient();

        await client.WriteAllAsync(Enumerable.Range(0, 40).Select(object (number) => $"{number} {new string('x', 1 << 19)}"));

        var (events, _) = await client.ReplayAsync();
        Assert.Equal(Enumerable.Range(0, 40), events.Select(@event => int.Parse(((string)@event.Payload).Split(' ')[0])));
    }

    [Fact]
    public async Task Writes_of_many_ids_at_once_are_answered_each_in_its_order()
    {
        List<JournalClient> clients = [.. Enumerable.Range(0, 100).Select(_ => etcd.NewClient())];

        foreach (var client in clients)
        {
            client.Send(client.Next("a"), client.Next("b", "c"));
        }

        foreach (var client in clients)
        {
            Assert.IsType<WriteMessagesSuccessful>(await client.AnswerAsync());
            foreach (var number in new[] { 1, 2, 3 })
            {
                Assert.Equal(number, Assert.IsType<WriteMessageSuccess>(await client.AnswerAsync()).Persistent.SequenceNr);
            }
        }
    }

    [Fact]
    public async Task A_replay_right_behind_a_write_sees_it()
    {
        var client = etcd.NewClient();
        var reader = etcd.NewClient(client.PersistenceId);
        for (var round = 1; round <= 50; round++)
        {
            client.Send(client.Next("x"));

            Assert.Equal(round, (await reader.ReplayAsync()).Highest);
            Assert.IsType<WriteMessagesSuccessful>(await client.AnswerAsync());
            Assert.IsType<WriteMessageSuccess>(await client.AnswerAsync());
        }
    }

    [Fact]
    public async Task DeferAsync_with_nothing_to_persist_is_answered()
    {
        var actor = etcd.System.ActorOf(Recorder.Props(EtcdFixture.NewId()));

        for (var round = 0; round < 20; round++)
        {
            Assert.Equal("deferred", await actor.AskAsync<string>("defer"));
        }

        Assert.Equal(1, await actor.AskAsync<long>("a"));
    }

    [Fact]
    public async Task PersistAll_is_whole_or_not_at_all()
    {
        var id = EtcdFixture.NewId();
        var actor = etcd.System.ActorOf(Recorder.Props(id));
        actor.Tell(new[] { "a", "b", "c" });
        Assert.Equal(4, await actor.AskAsync<long>("d"));

        var keys = await etcd.Cluster.ControlAsync("get", "--prefix", $"akka/e/{id}/", "--keys-only");

        Assert.Equal([$"akka/e/{id}/{3:x16}", $"akka/e/{id}/{4:x16}"], keys.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private sealed class Unserializable : ISurrogated
    {
        public ISurrogate ToSurrogate(ActorSystem system) => throw new NotSupportedException("this cannot be serialized");
    }
}
