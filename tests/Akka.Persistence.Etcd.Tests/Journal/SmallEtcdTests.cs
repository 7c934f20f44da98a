using ActorNet.Testing;
using Akka.Persistence.Etcd.Errors;
using Akka.Persistence.Etcd.Tests.Support;

namespace Akka.Persistence.Etcd.Tests.Journal;

/// <summary>An etcd that takes less than ours by default.</summary>
public sealed class SmallEtcdTests
{
    [Fact]
    public async Task Batches_shrink_to_what_etcd_takes_in_bytes()
    {
        await using var cluster = await EtcdCluster.StartAsync(1, "--max-request-bytes", "65536");
        using var system = EtcdSystem.Start(cluster);
        List<JournalClient> clients = [.. Enumerable.Range(0, 30).Select(index => new JournalClient(system, $"id-{index}"))];

        await Task.WhenAll(clients.Select(client => client.WriteAllAsync(Enumerable.Range(0, 20).Select(object (_) => new string('x', 10_000)))));
        var (_, answers) = await clients[0].WriteAsync(clients[0].Next("a"), clients[0].Next(new string('x', 80_000)), clients[0].Next("c"));

        Assert.IsType<WriteTooLargeException>(Assert.IsType<WriteMessageRejected>(answers[1]).Cause);
        Assert.Equal(22, (await clients[0].NumbersAsync()).Length);
        Assert.Equal(20, (await clients[29].NumbersAsync()).Length);
    }

    [Fact]
    public async Task Batches_shrink_to_what_etcd_takes_in_operations()
    {
        await using var cluster = await EtcdCluster.StartAsync(1, "--max-txn-ops", "8");
        using var system = EtcdSystem.Start(cluster);
        List<JournalClient> clients = [.. Enumerable.Range(0, 50).Select(index => new JournalClient(system, $"id-{index}"))];

        await Task.WhenAll(clients.Select(client => client.WriteAllAsync(Enumerable.Repeat<object>("x", 50))));

        Assert.All(await Task.WhenAll(clients.Select(client => client.NumbersAsync())), numbers => Assert.Equal(50, numbers.Length));
    }

    [Fact]
    public async Task When_etcd_is_full_writes_fail_and_when_there_is_room_again_they_go_on()
    {
        await using var cluster = await EtcdCluster.StartAsync(1, "--quota-backend-bytes", "4000000");
        using var system = EtcdSystem.Start(cluster, "akka.persistence.journal.etcd.write-timeout = 2s");
        var client = new JournalClient(system, "a");
        var acknowledged = 0L;
        Exception? failure = null;
        while (failure is null)
        {
            var (whole, _) = await client.WriteAsync(client.Next(new string('x', 400_000)));
            (acknowledged, failure) = whole is WriteMessagesFailed failed ? (acknowledged, failed.Cause) : (client.SequenceNr, null);
        }

        var next = new JournalClient(system, "a");
        var (events, highest) = await next.ReplayAsync();
        next.SequenceNr = highest;
        Assert.NotNull(await Record.ExceptionAsync(() => next.WriteAllAsync("no room")));

        Assert.Equal(highest, events.Count);
        Assert.InRange(highest, acknowledged, acknowledged + 1);

        await cluster.ControlAsync("del", $"akka/e/a/{1:x16}", $"akka/e/a/{highest:x16}");
        await MakeRoomAsync(cluster);

        var last = new JournalClient(system, "a");
        last.SequenceNr = (await last.ReplayAsync()).Highest;
        Assert.InRange(last.SequenceNr, highest, highest + 1);
        await last.WriteAllAsync("room");
    }

    private static async Task MakeRoomAsync(EtcdCluster cluster)
    {
        var status = await cluster.ControlAsync("get", "nothing", "-w", "json");
        var revision = System.Text.Json.JsonDocument.Parse(status).RootElement.GetProperty("header").GetProperty("revision").GetInt64();
        await cluster.ControlAsync("compact", revision.ToString());
        await cluster.ControlAsync("defrag");
        await cluster.ControlAsync("alarm", "disarm");
    }
}
