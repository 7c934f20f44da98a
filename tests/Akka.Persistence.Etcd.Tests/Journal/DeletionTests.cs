using ActorNet.Testing;
using Akka.Persistence.Etcd.Errors;
using Akka.Persistence.Etcd.Tests.Support;

namespace Akka.Persistence.Etcd.Tests.Journal;

public sealed class DeletionTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>
{
    [Theory]
    [InlineData(3, new long[] { 4, 5 })]
    [InlineData(1, new long[] { 2, 3, 4, 5 })]
    [InlineData(5, new long[0])]
    [InlineData(9, new long[0])]
    [InlineData(long.MaxValue, new long[0])]
    [InlineData(0, new long[] { 1, 2, 3, 4, 5 })]
    public async Task Deleted_events_are_not_replayed_and_the_highest_number_is_kept(long to, long[] left)
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync("a", "b", "c", "d", "e");

        await client.DeleteAsync(to);

        Assert.Equal(left, await client.NumbersAsync());
        Assert.Equal(5, (await client.ReplayAsync()).Highest);
    }

    [Fact]
    public async Task A_deletion_inside_an_atomic_write_deletes_just_that_far()
    {
        var client = etcd.NewClient();
        await client.WriteAsync(client.Next("a", "b", "c"), client.Next("d", "e", "f"), client.Next("g"));

        await client.DeleteAsync(5);

        Assert.Equal(new long[] { 6, 7 }, await client.NumbersAsync());
    }

    [Fact]
    public async Task A_shorter_deletion_after_a_longer_one_brings_nothing_back()
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync("a", "b", "c", "d", "e");
        await client.DeleteAsync(4);

        await client.DeleteAsync(2);

        Assert.Equal(new long[] { 5 }, await client.NumbersAsync());
    }

    [Fact]
    public async Task Deleting_what_never_was_is_done_at_once()
    {
        var client = etcd.NewClient();

        await client.DeleteAsync(long.MaxValue);

        Assert.Equal(0, (await client.ReplayAsync()).Highest);
    }

    [Fact]
    public async Task Events_go_on_behind_what_is_deleted()
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync("a", "b");
        await client.DeleteAsync(long.MaxValue);

        await client.WriteAllAsync("c");

        Assert.Equal(new long[] { 3 }, await client.NumbersAsync());
    }

    [Fact]
    public async Task A_stale_writer_is_refused_though_everything_is_deleted()
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync("a", "b", "c");
        await client.DeleteAsync(long.MaxValue);

        foreach (var number in new[] { 0, 1, 2 })
        {
            var stale = etcd.NewClient(client.PersistenceId);
            stale.SequenceNr = number;
            Assert.IsType<StaleWriterException>(await stale.FailToWriteAsync(stale.Next("late")));
        }

        Assert.Empty(await client.NumbersAsync());
    }

    [Fact]
    public async Task After_a_deletion_of_everything_one_key_is_left_and_the_number_outlives_the_system()
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync(Enumerable.Repeat<object>("x", 3000));
        await client.DeleteAsync(long.MaxValue);

        var keys = await etcd.Cluster.ControlAsync("get", "--prefix", $"akka/e/{client.PersistenceId}/", "--keys-only");
        var system = EtcdSystem.Start(etcd.Cluster);
        var (events, highest) = await new JournalClient(system, client.PersistenceId).ReplayAsync();
        await system.Terminate();

        Assert.Equal($"akka/e/{client.PersistenceId}/{3000:x16}", keys.Trim());
        Assert.Empty(events);
        Assert.Equal(3000, highest);
    }

    [Fact]
    public async Task Two_deletions_at_once_leave_the_longer_one()
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync(Enumerable.Repeat<object>("x", 100));
        var others = Enumerable.Range(1, 20).Select(_ => etcd.NewClient(client.PersistenceId)).ToList();

        await Task.WhenAll(others.Select((other, index) => other.DeleteAsync((index + 1) * 4)));

        Assert.Equal(Enumerable.Range(81, 20).Select(number => (long)number), await client.NumbersAsync());
    }

    [Fact]
    public async Task A_deletion_that_etcd_does_not_hear_of_fails()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        var system = EtcdSystem.Start(cluster, "akka.persistence.journal.etcd.write-timeout = 10s\nakka.etcd { call-timeout = 500ms, read-timeout = 10s }");
        var client = new JournalClient(system, "a");
        await client.WriteAllAsync("x");
        await cluster.Members[0].KillAsync();

        client.Journal.Tell(new DeleteMessagesTo("a", 1, client.Actor), client.Actor);
        var answer = await client.AnswerAsync();
        await system.Terminate();

        Assert.IsType<DeleteMessagesFailure>(answer);
    }
}
