using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;

namespace ActorNet.Coordinator.Tests.Leases;

public sealed class AcquireLeaseTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    [Fact]
    public async Task The_same_node_gets_the_same_lease()
    {
        await client.CreatePoolAsync("acquire-same", "10.1.0.0/16");
        var instance = CoordinatorClient.NewInstance();

        var first = await client.AcquireAsync("acquire-same", "node-a", instance);
        var second = await client.AcquireAsync("acquire-same", "node-a", instance);

        Assert.Equal((first.Lease, first.Token), (second.Lease, second.Token));
        Assert.True(first.Lease.Epoch > 0, $"epoch {first.Lease.Epoch}");
        Assert.Equal(LeaseState.Active, first.Lease.State);
        Assert.Equal(16, first.Token.Length);
        Assert.Equal(["10.1.0.0/16"], first.Pool.Cidrs);
    }

    [Fact]
    public async Task Two_nodes_get_disjoint_subnets_of_the_pool()
    {
        await client.CreatePoolAsync("acquire-two", "10.2.0.0/16");

        var left = Assert.Single((await client.AcquireAsync("acquire-two", "left")).Lease.Subnets);
        var right = Assert.Single((await client.AcquireAsync("acquire-two", "right")).Lease.Subnets);

        Assert.NotEqual(left, right);
        Assert.All([left, right], subnet => Assert.Matches(@"^10\.2\.\d+\.0/24$", subnet));
    }

    [Fact]
    public async Task A_dual_stack_pool_gives_one_subnet_of_each_family_IPv4_first()
    {
        await client.CreatePoolAsync("acquire-dual", "10.3.0.0/16", pool => pool.Cidrs.Add("fd77:3::/48"));

        var lease = (await client.AcquireAsync("acquire-dual", "node")).Lease;

        Assert.Collection(
            lease.Subnets,
            v4 => Assert.EndsWith("/24", v4, StringComparison.Ordinal),
            v6 => Assert.EndsWith("/64", v6, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_comes_back_finds_its_subnet_under_a_higher_epoch()
    {
        await client.CreatePoolAsync("acquire-sticky", "10.4.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var before = (await client.AcquireAsync("acquire-sticky", "node", instance)).Lease;
        await client.ReleaseAsync(before, instance);
        await client.AcquireAsync("acquire-sticky", "another");

        var after = (await client.AcquireAsync("acquire-sticky", "node", instance, request => request.BurntEpoch = before.Epoch)).Lease;

        Assert.Equal(before.Subnets, after.Subnets);
        Assert.True(after.Epoch > before.Epoch);
    }

    [Fact]
    public async Task A_wish_that_is_free_comes_true()
    {
        await client.CreatePoolAsync("acquire-wish", "10.5.0.0/16");

        var lease = (await client.AcquireAsync("acquire-wish", "node", change: request => request.PreferredSubnets.Add("10.5.77.0/24"))).Lease;

        Assert.Equal(["10.5.77.0/24"], lease.Subnets);
    }

    [Fact]
    public async Task Another_instance_of_a_node_id_is_refused_until_it_shows_the_token()
    {
        await client.CreatePoolAsync("acquire-clone", "10.6.0.0/16");
        var grant = await client.AcquireAsync("acquire-clone", "node");
        var clone = CoordinatorClient.NewInstance();

        var error = await Refused.WithAsync(ErrorReason.NodeIdInUse, () => client.AcquireAsync("acquire-clone", "node", clone));
        var sameDisk = await client.AcquireAsync("acquire-clone", "node", clone, request => request.Token = grant.Token);

        Assert.Equal("node", error.Metadata["node_id"]);
        Assert.InRange(error.RetryDelay!.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        Assert.Equal(grant.Lease.Epoch, sameDisk.Lease.Epoch);
    }

    [Fact]
    public async Task Attributes_are_shown_in_their_normal_form()
    {
        await client.CreatePoolAsync("acquire-attributes", "10.7.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var attributes = new NodeAttributes
        {
            PublicIpv4 = "192.0.2.7",
            PublicIpv6 = "2001:DB8:0::7",
            BackendType = BackendType.Vxlan,
            Vxlan = new VxlanEndpoint { Vni = 1, VtepMac = "02:00:0a:f4:01:00" },
            Labels = { ["zone"] = "b", ["rack"] = "7" },
        };

        var granted = (await client.AcquireAsync("acquire-attributes", "node", instance, request => request.Attributes = attributes)).Lease;
        var shown = await client.GetAsync("acquire-attributes", "node");

        Assert.Equal("2001:db8::7", shown.Attributes.PublicIpv6);
        Assert.Equal(8472, shown.Attributes.Vxlan.Port);
        Assert.Equal(["rack", "zone"], shown.Attributes.Labels.Keys);
        Assert.Equal(granted.Attributes, shown.Attributes);
    }

    [Fact]
    public async Task Attributes_that_only_differ_in_the_order_of_labels_change_nothing()
    {
        await client.CreatePoolAsync("acquire-order", "10.8.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        await client.AcquireAsync("acquire-order", "node", instance, request => request.Attributes = new NodeAttributes { Labels = { ["a"] = "1", ["b"] = "2" } });
        var before = await client.GetAsync("acquire-order", "node");

        await client.AcquireAsync("acquire-order", "node", instance, request => request.Attributes = new NodeAttributes { Labels = { ["b"] = "2", ["a"] = "1" } });

        Assert.Equal(before, await client.GetAsync("acquire-order", "node"));
    }

    [Fact]
    public async Task A_pool_that_is_not_there_is_named()
    {
        var error = await Refused.WithAsync(ErrorReason.PoolNotFound, () => client.AcquireAsync("no-such-pool", "node"));

        Assert.Equal("no-such-pool", error.Metadata["pool"]);
    }

    [Fact]
    public async Task Every_subnet_of_a_slash_16_can_be_given_and_one_release_lets_the_next_node_in()
    {
        await client.CreatePoolAsync("acquire-full", "10.9.0.0/16");
        var instances = new Dictionary<string, ByteString>(StringComparer.Ordinal);
        var leases = new List<Lease>();
        for (var number = 0; number < 256; number++)
        {
            var node = $"node-{number}";
            instances[node] = CoordinatorClient.NewInstance();
            leases.Add((await client.AcquireAsync("acquire-full", node, instances[node])).Lease);
        }

        var error = await Refused.WithAsync(ErrorReason.PoolExhausted, () => client.AcquireAsync("acquire-full", "node-256"));
        await client.ReleaseAsync(leases[77], instances["node-77"]);
        var late = (await client.AcquireAsync("acquire-full", "node-256")).Lease;

        Assert.Equal(256, leases.SelectMany(lease => lease.Subnets).Distinct().Count());
        Assert.Equal(("acquire-full", "24"), (error.Metadata["pool"], error.Metadata["prefix_length"]));
        Assert.Equal(leases[77].Subnets, late.Subnets);
        Assert.True(late.Epoch > leases[77].Epoch);
    }
}
