using ActorNet.Testing;
using Akka.Actor;
using Akka.Persistence.Etcd.Journal.Confirmations;
using Akka.Persistence.Etcd.Tests.Support;

namespace Akka.Persistence.Etcd.Tests.Journal.Confirmations;

public sealed class ConfirmationTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>
{
    [Fact]
    public async Task Ten_thousand_questions_over_32_ids_at_once_cost_at_most_5_transactions_and_leave_nothing_in_etcd()
    {
        await using var proxy = new TcpProxy(etcd.Cluster.Endpoints[0]);
        using var system = EtcdSystem.Start(etcd.Cluster, $$"""akka.etcd { endpoints = ["{{proxy.Url}}"], call-timeout = 60s, read-timeout = 60s }""");
        List<JournalClient> clients = [.. Enumerable.Range(0, 32).Select(_ => new JournalClient(system, EtcdFixture.NewId()))];
        await Task.WhenAll(clients.Select(client => client.WriteAllAsync("a", "b")));
        var (begin, revision) = (await RaftIndexAsync(), await RevisionAsync());

        // All of them are there before the first is answered.
        proxy.HoldAnswers();
        var answers = Enumerable.Range(0, 10_000).Select(index => AskAsync(clients[index % clients.Count], 2)).ToList();
        await clients[0].Journal.AskAsync<ActorIdentity>(new Identify(null));
        proxy.Heal();

        Assert.All(await Task.WhenAll(answers), answer => Assert.True(answer.IsLast));
        Assert.InRange(await RaftIndexAsync() - begin, 1, 5);
        Assert.Equal(revision, await RevisionAsync());
        await system.Terminate();
    }

    [Fact]
    public async Task The_answer_says_no_as_soon_as_another_writer_has_written()
    {
        using var elsewhere = EtcdSystem.Start(etcd.Cluster);
        var owner = etcd.NewClient();
        await owner.WriteAllAsync("a");
        Assert.True((await AskAsync(owner, 1)).IsLast);

        await new JournalClient(elsewhere, owner.PersistenceId) { SequenceNr = 1 }.WriteAllAsync("b");

        Assert.False((await AskAsync(owner, 1)).IsLast);
        Assert.True((await AskAsync(owner, 2)).IsLast);
        await elsewhere.Terminate();
    }

    [Fact]
    public async Task What_another_process_wrote_before_the_question_is_always_seen()
    {
        using var elsewhere = EtcdSystem.Start(etcd.Cluster);
        var asker = etcd.NewClient();
        var writer = new JournalClient(elsewhere, asker.PersistenceId);
        using var noise = new CancellationTokenSource();
        var others = AskUntilAsync(asker, noise.Token);
        for (var number = 0; number < 100; number++)
        {
            await writer.WriteAllAsync("x");

            Assert.False((await AskAsync(asker, number)).IsLast);
            Assert.True((await AskAsync(asker, number + 1)).IsLast);
        }

        await noise.CancelAsync();
        await others;
        await elsewhere.Terminate();
    }

    [Fact]
    public async Task More_positions_than_fit_in_a_transaction_are_all_answered()
    {
        var client = etcd.NewClient();
        await client.WriteAllAsync(Enumerable.Repeat<object>("x", 300));

        var answers = await Task.WhenAll(Enumerable.Range(0, 301).Select(number => AskAsync(client, number)));

        Assert.Equal(Enumerable.Range(0, 301).Select(number => number == 300), answers.Select(answer => answer.IsLast));
    }

    [Fact]
    public async Task An_id_that_never_wrote_is_at_0() => Assert.True((await AskAsync(etcd.NewClient(), 0)).IsLast);

    [Fact]
    public async Task When_etcd_is_away_the_answer_is_a_failure()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        using var system = EtcdSystem.Start(cluster, "akka.etcd { call-timeout = 500ms, read-timeout = 1s }");
        var client = new JournalClient(system, "a");
        await client.WriteAllAsync("a");
        await cluster.Members[0].KillAsync();

        client.Journal.Tell(new ConfirmSequenceNr("a", 1), client.Actor);

        Assert.IsType<Status.Failure>(await client.AnswerAsync());
    }

    private static async Task AskUntilAsync(JournalClient client, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await AskAsync(client, 0);
        }
    }

    private static Task<SequenceNrConfirmation> AskAsync(JournalClient client, long sequenceNr) =>
        client.Journal.AskAsync<SequenceNrConfirmation>(new ConfirmSequenceNr(client.PersistenceId, sequenceNr));

    /// <summary>How many entries etcd's log has: everything that costs a write.</summary>
    private async Task<long> RaftIndexAsync() => (await StatusAsync()).GetProperty("raftIndex").GetInt64();

    private async Task<long> RevisionAsync() => (await StatusAsync()).GetProperty("header").GetProperty("revision").GetInt64();

    private async Task<System.Text.Json.JsonElement> StatusAsync()
    {
        var status = await etcd.Cluster.ControlAsync("endpoint", "status", "-w", "json");
        return System.Text.Json.JsonDocument.Parse(status).RootElement[0].GetProperty("Status");
    }
}
