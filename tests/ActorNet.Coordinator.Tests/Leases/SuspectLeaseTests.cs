using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Explanations;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Leases;

public sealed class SuspectLeaseTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_node_is_shown_as_suspect_until_it_renews()
    {
        await client.CreatePoolAsync("suspect", "10.141.0.0/24", pool =>
        {
            (pool.Ipv4PrefixLength, pool.Reclaim) = (28, ReclaimPolicy.Manual);
            pool.TimeToLive = CoordinatorClient.Seconds(5);
        });
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("suspect", "silent", instance)).Lease;

        await UntilAsync(LeaseState.Suspect);
        Assert.Equal(["silent"], (await client.ListAsync(new ListLeasesRequest { Pool = "suspect", States = { LeaseState.Suspect } })).Leases.Select(shown => shown.NodeId));
        var forecast = await client.Pools.GetPoolForecastAsync(new GetPoolForecastRequest { Name = "suspect" }, cancellationToken: Cancellation);
        Assert.Equal((1, 1), (forecast.HeldLeases, forecast.SuspectLeases));
        var facts = (await client.Cluster.ExplainAsync(new ExplainRequest { Pool = "suspect", NodeId = "silent" }, cancellationToken: Cancellation)).Facts;
        Assert.Contains(FactCodes.NodeSilent, facts.Select(fact => fact.Code));

        await client.Leases.RenewLeaseAsync(
            new RenewLeaseRequest { Pool = "suspect", NodeId = "silent", Instance = instance, Epoch = lease.Epoch },
            cancellationToken: Cancellation);

        await UntilAsync(LeaseState.Active);
        var history = await client.History.ListHistoryAsync(new ListHistoryRequest { NodeId = "silent" }, cancellationToken: Cancellation);
        Assert.Equal(["lease-granted", "lease-heard-again", "lease-suspected"], history.Entries.Select(entry => entry.Kind).Distinct().Order(StringComparer.Ordinal));
    }

    private Task UntilAsync(LeaseState state) =>
        Eventually.HoldsAsync($"{state}", async () => (await client.GetAsync("suspect", "silent")).State == state);
}
