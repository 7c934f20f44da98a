using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;

namespace ActorNet.Coordinator.Tests.Routes;

public sealed class RouteCheckServiceTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;
    private readonly ByteString instance = ByteString.CopyFrom(new byte[16]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_that_gives_a_pool_space_names_the_nodes_that_have_routes_there()
    {
        await client.CreatePoolAsync("routes-plan", "10.178.0.0/16");
        await TellAsync("routes-plan", "near", "10.179.3.0/24", "192.168.7.0/24");
        await TellAsync("routes-plan", "far", "192.168.8.0/24");

        var widened = await client.PlanAsync(new Pool { Name = "routes-plan", Cidrs = { "10.178.0.0/15" } });
        var same = await client.PlanAsync(new Pool { Name = "routes-plan", TimeToLive = CoordinatorClient.Seconds(60) });

        var overlap = Assert.Single(widened.RouteCheck.Overlaps);
        Assert.Equal(("near", "routes-plan", "10.179.3.0/24", "10.178.0.0/15"), (overlap.NodeId, overlap.Pool, overlap.Route, overlap.Cidr));
        Assert.Equal(1, widened.RouteCheck.OverlapCount);
        Assert.Null(same.RouteCheck);
    }

    [Fact]
    public async Task What_a_node_told_before_does_not_count_any_more()
    {
        await client.CreatePoolAsync("routes-gone", "10.176.0.0/16");
        await TellAsync("routes-gone", "node", "10.177.3.0/24");
        await TellAsync("routes-gone", "node", "10.176.0.0/16");

        var plan = await client.PlanAsync(new Pool { Name = "routes-gone", Cidrs = { "10.176.0.0/15" } });

        Assert.Equal(0, plan.RouteCheck.OverlapCount);
    }

    [Fact]
    public async Task Making_a_pool_tells_the_same_and_is_not_hindered()
    {
        await client.CreatePoolAsync("routes-old", "10.174.0.0/16");
        await TellAsync("routes-old", "node", "10.175.0.0/20");
        var request = new CreatePoolRequest { Pool = new Pool { Name = "routes-new", Cidrs = { "10.175.0.0/16" } } };

        var could = await client.Pools.CreatePoolAsync(new CreatePoolRequest(request) { ValidateOnly = true }, cancellationToken: Cancellation);
        var made = await client.Pools.CreatePoolAsync(request, cancellationToken: Cancellation);

        foreach (var response in new[] { could, made })
        {
            var overlap = Assert.Single(response.RouteCheck.Overlaps);
            Assert.Equal(("node", "routes-old", "10.175.0.0/20", "10.175.0.0/16"), (overlap.NodeId, overlap.Pool, overlap.Route, overlap.Cidr));
        }
    }

    private async Task TellAsync(string pool, string node, params string[] routes)
    {
        var lease = (await client.AcquireAsync(pool, node, instance)).Lease;
        var request = new RenewLeaseRequest
        {
            Pool = pool,
            NodeId = node,
            Instance = instance,
            Epoch = lease.Epoch,
            Attestation = new NodeAttestation { Version = 1, HostRoutes = new HostRoutes { Ipv4 = { routes } } },
        };
        await client.Leases.RenewLeaseAsync(request, cancellationToken: Cancellation);
    }
}
