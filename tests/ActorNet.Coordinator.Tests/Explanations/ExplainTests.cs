using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Explanations;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Explanations;

public sealed class ExplainTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lease_is_explained_from_its_shard_to_what_the_node_says()
    {
        await client.CreatePoolAsync("why-active", "10.85.0.0/16", pool => pool.Cidrs.Add("fd85::/48"));
        var lease = (await client.AcquireAsync("why-active", "why-active-node", change: request => request.Attributes = new NodeAttributes
        {
            PublicIpv4 = "192.0.2.7",
            BackendType = BackendType.HostGw,
            Labels = { ["rack"] = "7" },
        })).Lease;

        var facts = await ExplainAsync("why-active", "why-active-node");

        Assert.Equal(
            [
                FactCodes.NodeShard, FactCodes.ShardRuns, FactCodes.LeaseActive, FactCodes.SubnetFromBlock, FactCodes.SubnetFromBlock,
                FactCodes.NodeAttributes,
            ],
            facts.Select(fact => fact.Code));
        Assert.Equal(($"{lease.Shard}", "16"), (facts[0].Metadata["shard"], facts[0].Metadata["shard_count"]));
        Assert.Equal(($"{lease.Epoch}", "87264"), (facts[2].Metadata["epoch"], facts[2].Metadata["expires_after_seconds"]));
        Assert.Equal(lease.Subnets, facts.Where(fact => fact.Code == FactCodes.SubnetFromBlock).Select(fact => fact.Metadata["subnet"]));
        Assert.Equal(
            [("backend", "host-gw"), ("label:rack", "7"), ("public_ipv4", "192.0.2.7")],
            facts[^1].Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, entry.Value)));
    }

    [Fact]
    public async Task A_revoked_lease_says_until_when_it_is_out_of_reach_and_who_took_it_back()
    {
        await client.CreatePoolAsync("why-revoked", "10.86.0.0/16", pool => pool.TimeToLive = CoordinatorClient.Seconds(3600));
        var lease = (await client.AcquireAsync("why-revoked", "why-revoked-node")).Lease;
        await client.Leases.ReleaseLeaseAsync(
            new ReleaseLeaseRequest { Pool = "why-revoked", NodeId = "why-revoked-node", Epoch = lease.Epoch, Reason = "rack 7 is dark", RequestId = "T-1" },
            cancellationToken: Cancellation);

        var facts = await ExplainAsync("why-revoked", "why-revoked-node");

        Assert.Equal(
            [
                FactCodes.NodeShard, FactCodes.ShardRuns, FactCodes.LeaseRevoked, FactCodes.EndedByOperator, FactCodes.SubnetFromBlock,
                FactCodes.NodeSaysNothing,
            ],
            facts.Select(fact => fact.Code));
        Assert.Equal(TimeSpan.FromSeconds(3636), TimeOf(facts[2], "out_of_reach_until") - TimeOf(facts[2], "since"));
        Assert.Equal(("rack 7 is dark", "T-1"), (facts[3].Metadata["reason"], facts[3].Metadata["request_id"]));
    }

    [Fact]
    public async Task A_quarantined_lease_says_until_when_it_is_kept()
    {
        await client.CreatePoolAsync("why-quarantined", "10.87.0.0/16", pool => pool.Quarantine = CoordinatorClient.Seconds(600));
        var instance = CoordinatorClient.NewInstance();
        await client.ReleaseAsync((await client.AcquireAsync("why-quarantined", "why-quarantined-node", instance)).Lease, instance);

        var facts = await ExplainAsync("why-quarantined", "why-quarantined-node");

        Assert.Equal([FactCodes.LeaseQuarantined, FactCodes.EndedByHolder], facts.Skip(2).Take(2).Select(fact => fact.Code));
        Assert.Equal(TimeSpan.FromMinutes(10), TimeOf(facts[2], "kept_until") - TimeOf(facts[2], "since"));
    }

    [Fact]
    public async Task A_node_without_a_lease_is_told_whether_there_is_room_for_it()
    {
        await client.CreatePoolAsync("why-room", "10.88.0.0/23", pool => (pool.ShardCount, pool.Ipv4PrefixLength) = (1, 24));
        var instance = CoordinatorClient.NewInstance();
        Assert.Equal([FactCodes.NodeShard, FactCodes.ShardDoesNotRun, FactCodes.NoLease, FactCodes.LengthOffered, FactCodes.SpaceFree], await CodesAsync());

        await client.AcquireAsync("why-room", "one");
        var two = (await client.AcquireAsync("why-room", "two", instance)).Lease;
        Assert.Equal([FactCodes.NodeShard, FactCodes.ShardRuns, FactCodes.NoLease, FactCodes.LengthOffered, FactCodes.PoolExhausted], await CodesAsync());

        await client.ReleaseAsync(two, instance);
        Assert.Equal([FactCodes.NodeShard, FactCodes.ShardRuns, FactCodes.NoLease, FactCodes.LengthOffered, FactCodes.SpaceQuarantined], await CodesAsync());

        async Task<IEnumerable<string>> CodesAsync() => (await ExplainAsync("why-room", "why-room-node")).Select(fact => fact.Code);
    }

    [Fact]
    public async Task A_length_that_the_pool_does_not_offer_is_the_reason()
    {
        await client.CreatePoolAsync("why-length", "10.89.0.0/16", pool => pool.Ipv4PrefixLengthRange = new PrefixLengthRange { Shortest = 22, Longest = 26 });

        var offered = await ExplainAsync("why-length", "why-length-node", request => request.Ipv4PrefixLength = 22);
        var notOffered = await ExplainAsync("why-length", "why-length-node", request => request.Ipv4PrefixLength = 27);

        Assert.Equal("64", offered.Single(fact => fact.Code == FactCodes.SpaceFree).Metadata["free"]);
        Assert.Equal(FactCodes.LengthNotOffered, notOffered[^1].Code);
        Assert.Equal(("27", "22", "26"), (notOffered[^1].Metadata["prefix_length"], notOffered[^1].Metadata["shortest"], notOffered[^1].Metadata["longest"]));
    }

    [Fact]
    public async Task A_further_subnet_is_told_and_together_they_are_what_is_asked_for()
    {
        await client.CreatePoolAsync("why-further", "10.118.0.0/22", pool => (pool.ShardCount, pool.Ipv4PrefixLength) = (1, 24));
        var instance = CoordinatorClient.NewInstance();
        for (var request = 0; request < 2; request++)
        {
            await client.AcquireAsync("why-further", "why-further-node", instance, change: request => (request.MostSubnets, request.Ipv4PrefixLength) = (2, 23));
        }

        var right = await ExplainAsync("why-further", "why-further-node", request => request.Ipv4PrefixLength = 23);
        var less = await ExplainAsync("why-further", "why-further-node", request => request.Ipv4PrefixLength = 22);

        var further = Assert.Single(right, fact => fact.Code == FactCodes.SubnetFurther);
        Assert.Equal(("10.118.1.0/24", "10.118.0.0/24"), (further.Metadata["subnet"], further.Metadata["first"]));
        Assert.DoesNotContain(right, fact => fact.Code is FactCodes.SubnetCannotGrow or FactCodes.SubnetLargerThanAsked);
        Assert.Equal(2, less.Count(fact => fact.Code == FactCodes.SubnetCannotGrow));
    }

    [Fact]
    public async Task Whether_a_subnet_can_grow_is_told_and_what_is_in_the_way()
    {
        await client.CreatePoolAsync("why-grow", "10.192.0.0/22", pool =>
            (pool.ShardCount, pool.Ipv4PrefixLength, pool.Ipv4PrefixLengthRange) = (1, 24, new PrefixLengthRange { Shortest = 22, Longest = 26 }));
        await client.AcquireAsync("why-grow", "why-grow-node", change: request => request.PreferredSubnets.Add("10.192.0.0/24"));
        await client.AcquireAsync("why-grow", "why-grow-other", change: request => request.PreferredSubnets.Add("10.192.2.0/24"));

        var can = await SizeAsync(23);
        var cannot = await SizeAsync(22);
        var larger = await SizeAsync(26);
        var notOffered = await SizeAsync(21);

        Assert.Equal((FactCodes.SubnetCanGrow, "10.192.0.0/23"), (can.Code, can.Metadata["around"]));
        Assert.Equal(
            (FactCodes.SubnetCannotGrow, "10.192.2.0/24", "why-grow-other"),
            (cannot.Code, cannot.Metadata["in_the_way"], cannot.Metadata["in_the_way_node"]));
        Assert.Equal((FactCodes.SubnetLargerThanAsked, "10.192.0.0/24"), (larger.Code, larger.Metadata["subnet"]));
        Assert.Equal(FactCodes.SubnetCannotGrow, notOffered.Code);

        async Task<ExplainedFact> SizeAsync(int length) =>
            (await ExplainAsync("why-grow", "why-grow-node", request => request.Ipv4PrefixLength = length)).Single(fact => fact.Metadata.ContainsKey("prefix_length"));
    }

    [Fact]
    public async Task A_lease_in_another_pool_is_told()
    {
        await client.CreatePoolAsync("why-here", "10.90.0.0/16");
        await client.CreatePoolAsync("why-there", "10.91.0.0/16");
        var lease = (await client.AcquireAsync("why-there", "why-node")).Lease;

        var fact = (await ExplainAsync("why-here", "why-node"))[^1];

        Assert.Equal((FactCodes.LeaseElsewhere, "why-there", lease.Subnets[0]), (fact.Code, fact.Metadata["pool"], fact.Metadata["subnets"]));
    }

    [Fact]
    public async Task A_bad_field_is_named_and_a_pool_that_is_not_there_too()
    {
        await Refused.FieldsAsync(
            ["pool", "node_id", "ipv4_prefix_length", "ipv6_prefix_length"],
            () => ExplainAsync("A", string.Empty, request => (request.Ipv4PrefixLength, request.Ipv6PrefixLength) = (33, -1)));
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => ExplainAsync("why-nowhere", "why-nowhere-node"));
    }

    [Fact]
    public void The_documentation_has_every_code_and_no_other()
    {
        var documented = File.ReadLines(Path.Combine(Programs.Root, "docs", "explain.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.Equal(typeof(FactCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!), documented);
    }

    private static DateTimeOffset TimeOf(ExplainedFact fact, string name) => DateTimeOffset.Parse(fact.Metadata[name]);

    private async Task<IReadOnlyList<ExplainedFact>> ExplainAsync(string pool, string node, Action<ExplainRequest>? change = null)
    {
        var request = new ExplainRequest { Pool = pool, NodeId = node };
        change?.Invoke(request);
        return (await client.Cluster.ExplainAsync(request, cancellationToken: Cancellation)).Facts;
    }
}
