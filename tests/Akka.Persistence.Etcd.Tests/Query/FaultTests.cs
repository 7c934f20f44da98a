using ActorNet.Testing;
using Akka.Persistence.Etcd.Tests.Support;
using Akka.Persistence.Query;

namespace Akka.Persistence.Etcd.Tests.Query;

public sealed class FaultTests
{
    private const int Writers = 8;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_single_member_that_is_killed_and_restarted_costs_no_event()
    {
        await RunAsync(1, async cluster =>
        {
            for (var round = 0; round < 2; round++)
            {
                await WaitAsync(Short);
                await cluster.Members[0].KillAsync();
                cluster.Members[0].Start();
                await cluster.WaitUntilServingAsync();
            }
        });
    }

    [Fact]
    public async Task Members_that_are_killed_or_stand_still_cost_no_event()
    {
        await RunAsync(3, async cluster =>
        {
            foreach (var member in cluster.Members)
            {
                await WaitAsync(Short);
                await member.KillAsync();
                await WaitAsync(Short);
                member.Start();
                await cluster.WaitUntilServingAsync();

                await member.PauseAsync();
                await WaitAsync(3 * Short);
                await member.ResumeAsync();
                await cluster.WaitUntilServingAsync();
            }
        });
    }

    /// <summary>Writers write until the trouble is over; then every acknowledged event is there, once, and all readers have seen the same.</summary>
    private static async Task RunAsync(int members, Func<EtcdCluster, Task> trouble)
    {
        await using var cluster = await EtcdCluster.StartAsync(members);
        await using var host = QueryHost.Start(cluster);
        await using var other = QueryHost.Start(cluster);
        var live = host.Follow(host.Events.AllEvents(Offset.NoOffset()));
        var elsewhere = other.Follow(other.Events.AllEvents(Offset.NoOffset()));
        var one = other.Follow(other.Events.EventsByPersistenceId("w-0", 0, long.MaxValue));

        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var writing = Enumerable.Range(0, Writers).Select(index => WriteAsync(host, $"w-{index}", over.Token)).ToList();
        await trouble(cluster);
        await over.CancelAsync();
        var written = (await Task.WhenAll(writing)).SelectMany(texts => texts).ToHashSet();

        var all = await other.AllOfAsync(other.Events.CurrentAllEvents(Offset.NoOffset()));
        await live.HasSeenAsync(all.Count);
        await elsewhere.HasSeenAsync(all.Count);
        await one.HasSeenAsync(all.Count(e => e.PersistenceId == "w-0"));
        Assert.Equal(written, all.Select(e => (string)e.Event).ToHashSet());
        Assert.Equal(all.Count, all.DistinctBy(e => (e.PersistenceId, e.SequenceNr)).Count());
        Same.Events(all, live.Seen);
        Same.Events(all, elsewhere.Seen);
        Same.Events(all.Where(e => e.PersistenceId == "w-0"), one.Seen);
        TestContext.Current.TestOutputHelper?.WriteLine($"{all.Count} events");
    }

    private static async Task<List<string>> WriteAsync(QueryHost host, string persistenceId, CancellationToken over)
    {
        var writer = host.StartWriter(persistenceId);
        var written = new List<string>();
        while (!over.IsCancellationRequested)
        {
            var text = $"{persistenceId} {written.Count}";
            await writer.AskAsync<Written>(text);
            written.Add(text);
        }

        return written;
    }

    /// <summary>Lets writers write on: what is tested is what happens to whatever they have under way.</summary>
    private static async Task WaitAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }
}
