using System.Threading.Channels;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence.Etcd.Errors;
using Akka.Persistence.Etcd.Tests.Support;

namespace Akka.Persistence.Etcd.Tests.Journal;

public sealed class StaleWriterTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>
{
    [Fact]
    public async Task Of_two_writers_the_one_that_comes_second_is_refused()
    {
        var first = etcd.NewClient();
        var second = etcd.NewClient(first.PersistenceId);
        await first.WriteAllAsync("a", "b");

        var refusal = Assert.IsType<StaleWriterException>(await second.FailToWriteAsync(second.Next("x")));

        Assert.Equal((first.PersistenceId, 1), (refusal.PersistenceId, refusal.SequenceNr));
        Assert.Equal(new long[] { 1, 2 }, await first.NumbersAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(300)]
    public async Task A_writer_is_refused_however_far_the_other_one_is_ahead(int ahead)
    {
        var first = etcd.NewClient();
        var stale = etcd.NewClient(first.PersistenceId);
        await first.WriteAllAsync("a");
        stale.SequenceNr = 1;
        await first.WriteAsync(first.Next([.. Enumerable.Repeat<object>("b", ahead)]));

        // Some of these numbers have no key of their own: they are inside the other one's atomic write.
        Assert.IsType<StaleWriterException>(await stale.FailToWriteAsync(stale.Next("x"), stale.Next("y", "z")));
        Assert.Equal(ahead + 1, (await first.ReplayAsync()).Highest);
    }

    [Fact]
    public async Task A_refused_writer_does_not_fail_its_neighbours()
    {
        List<JournalClient> owners = [.. Enumerable.Range(0, 50).Select(_ => etcd.NewClient())];
        List<JournalClient> stale = [.. owners.Select(owner => etcd.NewClient(owner.PersistenceId))];
        await Task.WhenAll(owners.Select(owner => owner.WriteAllAsync("a")));

        var refusals = stale.Select(writer => writer.FailToWriteAsync(writer.Next("x")));
        var writes = owners.Select(owner => owner.WriteAllAsync("b"));

        await Task.WhenAll([.. refusals, .. writes]);
        Assert.All(await Task.WhenAll(owners.Select(owner => owner.NumbersAsync())), numbers => Assert.Equal([1, 2], numbers));
    }

    [Fact]
    public async Task A_writer_that_has_failed_leaves_no_gap_when_it_writes_on()
    {
        var owner = etcd.NewClient();
        await owner.WriteAllAsync("a");
        var stale = etcd.NewClient(owner.PersistenceId);

        stale.Send(stale.Next("x"));
        stale.Send(stale.Next("y")); // Behind the owner's: no key stands in its way.
        for (var answer = 0; answer < 2; answer++)
        {
            Assert.IsType<WriteMessagesFailed>(await stale.AnswerAsync());
            Assert.IsType<WriteMessageFailure>(await stale.AnswerAsync());
        }

        Assert.IsType<WriteNotDoneException>(await stale.FailToWriteAsync(stale.Next("z")));
        Assert.Equal(new long[] { 1 }, await owner.NumbersAsync());
        await owner.WriteAllAsync("b");
    }

    [Fact]
    public async Task A_refused_actor_is_stopped_with_one_line_that_says_why()
    {
        var id = EtcdFixture.NewId();
        using var elsewhere = EtcdSystem.Start(etcd.Cluster);
        var lines = Channel.CreateUnbounded<object>();
        var log = elsewhere.ActorOf(Props.Create<Collector>(lines.Writer));
        elsewhere.EventStream.Subscribe(log, typeof(Warning));
        elsewhere.EventStream.Subscribe(log, typeof(Error));
        var stale = elsewhere.ActorOf(Recorder.Props(id));
        Assert.Empty(await stale.AskAsync<string[]>("get"));
        Assert.Equal(1, await etcd.System.ActorOf(Recorder.Props(id)).AskAsync<long>("a"));

        var watch = stale.WatchAsync(TestContext.Current.CancellationToken);
        stale.Tell(new[] { "x", "y", "z" });
        Assert.True(await watch);

        var line = await Collector.NextAsync(lines.Reader);
        await elsewhere.Terminate();
        Assert.False(lines.Reader.TryRead(out var another), another?.ToString());
        Assert.Contains(nameof(StaleWriterException), line.ToString()!, StringComparison.Ordinal);
        Assert.Contains(id, line.ToString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_writers_do_not_open_the_circuit_breaker()
    {
        var owner = etcd.NewClient();
        await owner.WriteAllAsync("a");

        for (var round = 0; round < 200; round++)
        {
            var stale = etcd.NewClient(owner.PersistenceId);
            Assert.IsType<StaleWriterException>(await stale.FailToWriteAsync(stale.Next("x")));
        }

        await owner.WriteAllAsync("b");
    }

    [Fact]
    public async Task Two_systems_that_take_turns_by_force_leave_a_history_without_gaps()
    {
        var id = EtcdFixture.NewId();
        using var elsewhere = EtcdSystem.Start(etcd.Cluster);
        for (var turn = 0; turn < 10; turn++)
        {
            var system = turn % 2 == 0 ? etcd.System : elsewhere;
            var actor = system.ActorOf(Recorder.Props(id));
            Assert.Equal((2 * turn) + 1, await actor.AskAsync<long>($"{turn} a"));
            Assert.Equal((2 * turn) + 2, await actor.AskAsync<long>($"{turn} b"));
        }

        await elsewhere.Terminate();
        Assert.Equal(20, (await etcd.NewClient(id).NumbersAsync()).Length);
    }
}
