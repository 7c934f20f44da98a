using ActorNet.Client;

namespace ActorNet.Integration.Cluster;

/// <summary>Operators start and stop coordinators under load; no call of a client with several endpoints fails.</summary>
public sealed class ScalingTests : IAsyncLifetime
{
    private const int Most = 5;

    private readonly List<CoordinatorClient> clients = [];
    private OneHost host = null!;
    private LoadedCluster loaded = null!;

    public async ValueTask InitializeAsync()
    {
        host = await OneHost.CreateAsync(Most);
        await ScaleAsync(1);
        clients.AddRange(Enumerable.Range(0, Most).Select(number => new CoordinatorClient(new CoordinatorClientOptions { Endpoints = host.Endpoints, Identity = $"client-{number}" })));
        loaded = new LoadedCluster(host, clients);
        await loaded.AllServedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await loaded.DisposeAsync();
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_rolling_restart_and_scaling_from_one_to_five_to_two_fail_no_call()
    {
        await ScaleAsync(3);
        foreach (var replica in host.Replicas.Take(3))
        {
            await StopAsync(replica);
            replica.Program.Start();
            await SettleAsync();
        }

        await ScaleAsync(5);
        await ScaleAsync(2);

        await loaded.CheckAsync();
        Assert.Empty(host.Replicas.SelectMany(replica => replica.Program.Departures));
    }

    private async Task ScaleAsync(int count)
    {
        foreach (var replica in host.Replicas.Take(count).Where(replica => !replica.Program.IsWanted))
        {
            replica.Program.Start();
        }

        // The oldest, all at once: the pool coordinator has to move to one that stays.
        await Task.WhenAll(host.Replicas.Where(replica => replica.Program.IsWanted).SkipLast(count).Select(StopAsync));
        await SettleAsync();
    }

    private static async Task StopAsync(Replica replica) => Assert.True(await replica.Program.StopAsync() == 0, replica.Program.Log);

    private async Task SettleAsync()
    {
        await host.Replicas.AreOneClusterAsync();
        if (loaded is not null)
        {
            await loaded.AllServedAsync();
        }
    }
}
