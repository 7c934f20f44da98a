using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Pools;

public sealed class HeadroomServiceTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_without_the_labels_are_refused_with_a_reason_of_their_own_and_those_with_them_are_served()
    {
        await client.CreatePoolAsync("headroom", "10.150.0.0/22", pool => pool.Headroom = Kept(2));
        for (var number = 0; number < 2; number++)
        {
            await client.AcquireAsync("headroom", $"plain-{number}");
        }

        var error = await Refused.WithAsync(ErrorReason.PoolHeadroom, () => client.AcquireAsync("headroom", "plain-2"));
        var golden = await AcquireGoldenAsync("gold-0");
        await AcquireGoldenAsync("gold-1");
        await Refused.WithAsync(ErrorReason.PoolExhausted, () => AcquireGoldenAsync("gold-2"));

        Assert.Equal(("tier=gold", "24"), (error.Metadata["kept_for"], error.Metadata["prefix_length"]));
        Assert.Contains("kept for nodes with the labels tier=gold", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(golden.Lease.Subnets);
    }

    [Fact]
    public async Task Space_forecast_and_explanation_tell_what_is_kept()
    {
        await client.CreatePoolAsync("headroom-told", "10.151.0.0/22", pool => pool.Headroom = Kept(2));
        await client.AcquireAsync("headroom-told", "plain");

        var space = await client.Pools.GetPoolSpaceAsync(new GetPoolSpaceRequest { Name = "headroom-told" }, cancellationToken: Cancellation);
        var forecast = await client.Pools.GetPoolForecastAsync(new GetPoolForecastRequest { Name = "headroom-told" }, cancellationToken: Cancellation);
        var explained = await client.Cluster.ExplainAsync(new ExplainRequest { Pool = "headroom-told", NodeId = "other" }, cancellationToken: Cancellation);

        Assert.Equal((2, 2), (space.Ipv4.Kept, forecast.Ipv4.Kept));
        var fact = Assert.Single(explained.Facts, fact => fact.Code == "SPACE_KEPT");
        Assert.Equal(("2", "2", "tier=gold"), (fact.Metadata["headroom"], fact.Metadata["kept"], fact.Metadata["kept_for"]));
    }

    [Fact]
    public async Task Headroom_changes_by_plan_and_apply()
    {
        await client.CreatePoolAsync("headroom-plan", "10.152.0.0/22");

        var plan = await client.PlanAsync(new Pool { Name = "headroom-plan", Headroom = Kept(1) });
        var changed = await client.ApplyAsync(plan);
        var without = await client.Pools.PlanPoolChangeAsync(
            new PlanPoolChangeRequest { Pool = new Pool { Name = "headroom-plan" }, UpdateMask = new() { Paths = { "headroom" } } }, cancellationToken: Cancellation);

        Assert.Equal(("headroom", "", "1 for tier=gold"), (plan.Changes[0].Field, plan.Changes[0].Before, plan.Changes[0].After));
        Assert.Equal(Kept(1), changed.Headroom);
        Assert.Null((await client.ApplyAsync(without.Plan)).Headroom);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_refused_by_its_field()
    {
        await Refused.FieldsAsync(["pool.headroom.subnets"], () => client.CreatePoolAsync("headroom-wrong", "10.153.0.0/22", pool => pool.Headroom = Kept(5)));
        await Refused.FieldsAsync(["pool.headroom.node_selector"], () => client.CreatePoolAsync("headroom-wrong", "10.153.0.0/22", pool => pool.Headroom = new Headroom { Subnets = 1 }));
    }

    private static Headroom Kept(long subnets) => new() { Subnets = subnets, NodeSelector = { ["tier"] = "gold" } };

    private Task<AcquireLeaseResponse> AcquireGoldenAsync(string node) =>
        client.AcquireAsync("headroom", node, change: request => request.Attributes = new NodeAttributes { PublicIpv4 = "192.0.2.7", Labels = { ["tier"] = "gold" } });
}
