using ActorNet.Testing;
using Akka.Actor;
using Akka.Persistence.Etcd.Errors;
using Akka.Persistence.Etcd.Tests.Support;

namespace Akka.Persistence.Etcd.Tests.Journal;

public sealed class LostAnswerTests : IAsyncLifetime
{
    private const string Impatient = "akka.persistence.journal.etcd.write-timeout = 10s\nakka.etcd { call-timeout = 500ms, read-timeout = 20s }";

    private EtcdCluster cluster = null!;
    private TcpProxy proxy = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await EtcdCluster.StartAsync();
        proxy = new TcpProxy(cluster.Endpoints[0]);
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_found_again_and_stands_once()
    {
        using var system = StartBehindProxy();
        var client = new JournalClient(system, "a");
        await client.WriteAllAsync("before");

        proxy.LoseAnswers();
        client.Send(client.Next("x", "y"), client.Next("z"));
        await WaitForEventAsync("a", 4);
        proxy.Heal();

        Assert.IsType<WriteMessagesSuccessful>(await client.AnswerAsync());
        Assert.Equal(new long[] { 1, 2, 3, 4 }, await new JournalClient(system, "a").NumbersAsync());
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_found_again_though_somebody_wrote_behind_it()
    {
        using var system = StartBehindProxy();
        using var elsewhere = EtcdSystem.Start(cluster);
        var client = new JournalClient(system, "a");
        await client.WriteAllAsync("before");

        proxy.LoseAnswers();
        client.Send(client.Next("x"));
        await WaitForEventAsync("a", 2);
        await new JournalClient(elsewhere, "a") { SequenceNr = 2 }.WriteAllAsync("other");
        proxy.Heal();

        Assert.IsType<WriteMessagesSuccessful>(await client.AnswerAsync());
        Assert.IsType<WriteMessageSuccess>(await client.AnswerAsync());
        Assert.IsType<StaleWriterException>(await client.FailToWriteAsync(client.Next("y")));
        Assert.Equal(new long[] { 1, 2, 3 }, await new JournalClient(elsewhere, "a").NumbersAsync());
    }

    [Fact]
    public async Task A_write_that_lost_its_place_while_its_answer_was_lost_is_refused()
    {
        using var system = StartBehindProxy();
        using var elsewhere = EtcdSystem.Start(cluster);
        var client = new JournalClient(system, "a");
        await client.WriteAllAsync("before");

        await cluster.Members[0].PauseAsync();
        client.Send(client.Next("x"));
        proxy.Cut();
        await cluster.Members[0].ResumeAsync();
        var other = new JournalClient(elsewhere, "a") { SequenceNr = 1 };
        var (otherWhole, _) = await other.WriteAsync(other.Next("other"));
        var whole = await client.AnswerAsync();

        Assert.Single([whole, otherWhole], answer => answer is WriteMessagesSuccessful);
        Assert.Single([whole, otherWhole], answer => answer is WriteMessagesFailed { Cause: StaleWriterException });
        Assert.Equal(new long[] { 1, 2 }, await new JournalClient(elsewhere, "a").NumbersAsync());
    }

    [Fact]
    public async Task A_write_that_stays_unanswered_is_unknown_and_a_recovery_sees_what_became_of_it()
    {
        using var system = StartBehindProxy(Impatient);
        var client = new JournalClient(system, "a");
        await client.WriteAllAsync("before");

        proxy.HoldAnswers();
        var failure = await client.FailToWriteAsync(client.Next("x"));
        proxy.Heal();

        Assert.IsType<WriteOutcomeUnknownException>(failure);
        Assert.Equal(new long[] { 1, 2 }, await new JournalClient(system, "a").NumbersAsync());
    }

    [Fact]
    public async Task Writes_wait_for_an_etcd_that_comes_back_in_time()
    {
        using var system = StartBehindProxy();
        List<JournalClient> clients = [.. Enumerable.Range(0, 20).Select(index => new JournalClient(system, $"id-{index}"))];
        await clients[0].WriteAllAsync("before");

        await cluster.Members[0].KillAsync();
        var writes = Task.WhenAll(clients.Select(client => client.WriteAllAsync("a", "b")));
        cluster.Members[0].Start();

        await writes;
    }

    [Fact]
    public async Task Who_has_failed_to_write_leaves_no_gap_though_it_deletes_in_between()
    {
        using var system = StartBehindProxy("akka.persistence.journal.etcd.max-queued-bytes = 64 KiB");
        var (client, other) = (new JournalClient(system, "a"), new JournalClient(system, "b"));
        await client.WriteAllAsync("before", "too");
        await cluster.Members[0].PauseAsync();
        other.Send(other.Next(new string('x', 40_000)));
        client.Send(client.Next(new string('x', 40_000)));
        await TakenInAsync(client);
        await cluster.Members[0].ResumeAsync();
        Assert.IsType<WriteMessagesSuccessful>(await other.AnswerAsync());
        Assert.IsType<WriteMessagesFailed>(await client.AnswerAsync());
        Assert.IsType<WriteMessageFailure>(await client.AnswerAsync());

        await client.DeleteAsync(1);

        Assert.IsType<WriteNotDoneException>(await client.FailToWriteAsync(client.Next("behind the gap")));
        Assert.Equal(2, (await new JournalClient(system, "a").ReplayAsync()).Highest);
    }

    [Fact]
    public async Task A_persistent_actor_whose_write_fails_is_stopped()
    {
        using var system = StartBehindProxy(Impatient);
        var actor = system.ActorOf(Recorder.Props("a"));
        Assert.Equal(1, await actor.AskAsync<long>("before"));

        await cluster.Members[0].KillAsync();
        var stopped = actor.WatchAsync(TestContext.Current.CancellationToken);
        actor.Tell("x");

        Assert.True(await stopped);
    }

    [Fact]
    public async Task What_is_more_than_may_wait_fails_at_once_and_is_not_written()
    {
        using var system = StartBehindProxy("akka.persistence.journal.etcd.max-queued-bytes = 64 KiB");
        var (first, second) = (new JournalClient(system, "a"), new JournalClient(system, "b"));
        await first.WriteAllAsync("before");

        await cluster.Members[0].PauseAsync();
        first.Send(first.Next(new string('x', 40_000)));
        second.Send(second.Next(new string('x', 40_000)));
        await TakenInAsync(second);
        await cluster.Members[0].ResumeAsync();

        // Akka keeps the answers of a journal in the order of the writes.
        Assert.IsType<WriteMessagesSuccessful>(await first.AnswerAsync());
        var failure = Assert.IsType<WriteMessagesFailed>(await second.AnswerAsync()).Cause;
        Assert.Contains("max-queued-bytes", Assert.IsType<WriteNotDoneException>(failure).Message, StringComparison.Ordinal);
        Assert.Equal(0, (await new JournalClient(system, "b").ReplayAsync()).Highest);
        await new JournalClient(system, "b").WriteAllAsync("room again");
    }

    [Fact]
    public async Task A_system_ends_though_writes_wait_for_etcd()
    {
        var system = StartBehindProxy();
        List<JournalClient> clients = [.. Enumerable.Range(0, 100).Select(index => new JournalClient(system, $"id-{index}"))];
        await clients[0].WriteAllAsync("before");
        await cluster.Members[0].PauseAsync();
        clients.ForEach(client => client.Send(client.Next("x")));

        await system.Terminate().WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        await cluster.Members[0].ResumeAsync();
    }

    private ActorSystem StartBehindProxy(string more = "") => EtcdSystem.Start(cluster, $"akka.etcd.endpoints = [\"{proxy.Url}\"]\n{more}");

    /// <summary>When it returns, the journal has seen all that was sent before.</summary>
    private static Task<ActorIdentity> TakenInAsync(JournalClient client) => client.Journal.AskAsync<ActorIdentity>(new Identify(null));

    private Task WaitForEventAsync(string persistenceId, long sequenceNr) => Eventually.HoldsAsync(
        "the event is in etcd",
        async () => (await cluster.ControlAsync("get", $"akka/e/{persistenceId}/{sequenceNr:x16}", "--keys-only")).Length > 1);
}
