using ActorNet.Client;
using ActorNet.Histories;
using ActorNet.Histories.Following;
using ActorNet.Histories.Recording;
using ActorNet.Histories.SelfTest;
using ActorNet.Testing;

namespace ActorNet.Integration.Cluster;

/// <summary>A load of nodes and one who follows the watch over some replicas, all that they did written down, and the check of it.</summary>
internal sealed class LoadedCluster : IAsyncDisposable
{
    private const int Residents = 24;
    private const int Visitors = 3;

    private readonly TemporaryDirectory directory = new();
    private readonly OneHost host;
    private readonly History history;
    private readonly NodeLoad load;
    private readonly Follower follower;

    /// <summary>Starts both.</summary>
    /// <param name="host">All replicas that there will be, and their etcd.</param>
    /// <param name="clients">How nodes reach them, in turn.</param>
    public LoadedCluster(OneHost host, IReadOnlyList<CoordinatorClient> clients)
    {
        CheckerSelfTest.Run();
        this.host = host;
        history = History.Create(directory.Combine("history.jsonl"));
        follower = new Follower("wanderer", history, [.. host.Replicas.Select(replica => replica.Invoker)], new FollowerManners(TimeSpan.FromSeconds(2)));
        load = new NodeLoad(history, Residents, Visitors, clients);
    }

    /// <summary>Waits until every node is served, whoever is there to serve it.</summary>
    public Task AllServedAsync() => load.AllServedAsync(() => $"{string.Join('\n', Failures)}\n{host.Replicas.Evidence()}");

    /// <summary>Stops the load. No call failed, every checker is content with the history and the journal, and every replica lists what the journal says.</summary>
    public async Task CheckAsync()
    {
        await load.StopAsync();
        var serving = host.Replicas.Where(replica => replica.Program.IsWanted).ToList();
        var (_, revision) = await serving[0].ListAsync();
        await Eventually.HoldsAsync($"the watch at {revision}", () => Task.FromResult(follower.Revision >= revision), evidence: () => $"It is at {follower.Revision}.");
        await follower.DisposeAsync();
        var readAtNs = history.NowNs;
        var journal = await host.ReadJournalAsync();
        var events = history.Events;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{events.OfType<Succeeded>().Count()} operations were acknowledged, {events.OfType<Succeeded>().Count(success => success.MayArriveAgain)} of them asked more than once; "
                + $"{events.Count} events, {journal.EventCount} in the journal");

        Assert.Empty(EveryCheck.Run(events, journal, readAtNs, LoadedPool.Name, static (_, _, _) => false));
        Assert.Empty(Failures);
        Assert.Single(events.OfType<Watched>(), step => step.Step == WatchStep.SnapshotBegin);
        foreach (var replica in serving)
        {
            var (leases, _) = await replica.ListAsync();
            Assert.Equal(
                journal.HeldIn(LoadedPool.Name).Select(lease => (lease.Node, lease.Epoch, string.Join(',', lease.Subnets))).Order(),
                leases.Select(lease => (lease.NodeId, lease.Epoch, string.Join(',', lease.Subnets))).Order());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await follower.DisposeAsync();
        await load.DisposeAsync();
        history.Dispose();
        directory.Dispose();
    }

    /// <summary>
    /// Calls that were refused or not answered, and beliefs that lapsed. A release that was asked twice may find that there is no lease any more: that of the first
    /// copy has left the quarantine, or a late copy of the acquire has brought another one.
    /// </summary>
    private IEnumerable<HistoryEvent> Failures => history.Events.Where(change => change switch
    {
        Failed failure => !failure.MayArriveAgain || failure.Reason is not ("LEASE_NOT_FOUND" or "EPOCH_STALE"),
        Unknown => true,
        HoldEnded { Why: not "released" } => true,
        _ => false,
    });
}
