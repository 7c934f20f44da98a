using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Coordinator.Tests.Pools;

public sealed class PoolServiceTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, Action<Pool>> BadPools => new()
    {
        { "pool.name", pool => pool.Name = string.Empty },
        { "pool.name", pool => pool.Name = "Under_Score" },
        { "pool.cidrs", pool => pool.Cidrs.Clear() },
        { "pool.cidrs[1]", pool => pool.Cidrs.Add("10.1.2.3/16") },
        { "pool.cidrs[1]", pool => pool.Cidrs.Add("10.69.128.0/17") },
        { "pool.cidrs[1]", pool => pool.Cidrs.Add("not a prefix") },
        { "pool.ipv4_prefix_length", pool => pool.Ipv4PrefixLength = 31 },
        { "pool.ipv4_prefix_length", pool => pool.Ipv4PrefixLength = 15 },
        { "pool.ipv4_prefix_length", pool => pool.Ipv4PrefixLength = -1 },
        { "pool.ipv6_prefix_length", pool => pool.Ipv6PrefixLength = 64 },
        { "pool.ipv4_prefix_length_range", pool => pool.Ipv4PrefixLengthRange = new PrefixLengthRange { Shortest = 25, Longest = 28 } },
        { "pool.ipv4_prefix_length_range", pool => pool.Ipv4PrefixLengthRange = new PrefixLengthRange() },
        { "pool.ipv4_network", pool => pool.Ipv4Network = "not a prefix" },
        { "pool.ipv4_network", pool => pool.Ipv4Network = "fd00::/8" },
        { "pool.ipv4_network", pool => pool.Ipv4Network = "10.68.0.0/16" },
        { "pool.ipv6_network", pool => pool.Ipv6Network = "fd00::/8" },
        { "pool.time_to_live", pool => pool.TimeToLive = CoordinatorClient.Seconds(4) },
        { "pool.time_to_live", pool => pool.TimeToLive = CoordinatorClient.Seconds((365 * 86_400) + 1) },
        { "pool.time_to_live", pool => pool.TimeToLive = new Duration { Seconds = 60, Nanos = -1 } },
        { "pool.time_to_live", pool => pool.TimeToLive = new Duration { Seconds = long.MaxValue } },
        { "pool.time_to_live", pool => pool.TimeToLive = new Duration { Seconds = 365 * 86_400, Nanos = 1 } },
        { "pool.quarantine", pool => pool.Quarantine = CoordinatorClient.Seconds(-1) },
        { "pool.quarantine", pool => pool.Quarantine = new Duration { Nanos = -1 } },
        { "pool.ipv6_prefix_length_range", pool => pool.Ipv6PrefixLengthRange = new PrefixLengthRange { Shortest = 64, Longest = 64 } },
        { "pool.shard_count", pool => pool.ShardCount = -1 },
        { "pool.shard_count", pool => pool.ShardCount = 1025 },
        { "pool.reclaim", pool => pool.Reclaim = (ReclaimPolicy)3 },
        { "pool.node_selector['a b']", pool => pool.NodeSelector.Add("a b", "c") },
        { "pool.node_selector['a']", pool => pool.NodeSelector.Add("a", "b\n") },
        { "pool.node_selector", pool => pool.NodeSelector.Add(Enumerable.Range(0, 17).ToDictionary(number => $"key-{number}", _ => "a")) },
    };

    [Fact]
    public async Task The_default_pool_is_there_from_the_first_start()
    {
        var pool = (await client.Pools.GetPoolAsync(new GetPoolRequest(), cancellationToken: Cancellation)).Pool;

        Assert.Equal("default", pool.Name);
        Assert.Equal(["10.244.0.0/16"], pool.Cidrs);
        Assert.Equal(24, pool.Ipv4PrefixLength);
        Assert.Equal(16, pool.ShardCount);
        Assert.Equal(TimeSpan.FromHours(24), pool.TimeToLive.ToTimeSpan());
        Assert.Equal(256, pool.Usage.Ipv4.Total);
        Assert.Null(pool.Usage.Ipv6);
    }

    [Fact]
    public async Task A_pool_is_made_with_its_defaults_filled_in_and_can_be_read_at_once()
    {
        var created = await client.CreatePoolAsync("pool-new", "10.61.0.0/16", pool =>
        {
            pool.Cidrs.Add("fd61::/48");
            pool.Ipv4Network = "10.60.0.0/14";
        });

        var read = (await client.Pools.GetPoolAsync(new GetPoolRequest { Name = "pool-new" }, cancellationToken: Cancellation)).Pool;

        Assert.Equal((1, 24, 64, 16), (created.Generation, created.Ipv4PrefixLength, created.Ipv6PrefixLength, created.ShardCount));
        Assert.Equal(ReclaimPolicy.Auto, created.Reclaim);
        Assert.Equal(("10.60.0.0/14", string.Empty), (created.Ipv4Network, created.Ipv6Network));
        Assert.True(read.Revision > 0);
        created.Revision = read.Revision;
        Assert.Equal(created, read);
    }

    [Fact]
    public async Task Making_the_same_pool_again_answers_with_it()
    {
        var first = await client.CreatePoolAsync("pool-again", "10.62.0.0/16");

        var second = await client.CreatePoolAsync("pool-again", "10.62.0.0/16", pool => pool.Ipv4PrefixLength = 24);

        Assert.Equal((first.CreateTime, first.Generation), (second.CreateTime, second.Generation));
    }

    [Fact]
    public async Task A_pool_of_that_name_with_other_settings_stays_as_it_is()
    {
        await client.CreatePoolAsync("pool-other", "10.63.0.0/16");

        var error = await Refused.WithAsync(
            ErrorReason.PoolAlreadyExists,
            () => client.CreatePoolAsync("pool-other", "10.63.0.0/16", pool => pool.Ipv4PrefixLength = 25));

        Assert.Equal("pool-other", error.Metadata["pool"]);
        Assert.Contains("/24", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_that_overlaps_another_is_refused()
    {
        await client.CreatePoolAsync("pool-first", "10.64.0.0/16");

        var error = await Refused.WithAsync(ErrorReason.PoolOverlap, () => client.CreatePoolAsync("pool-second", "10.64.128.0/20"));

        Assert.Equal(("10.64.128.0/20", "pool-first", "10.64.0.0/16"), (error.Metadata["cidr"], error.Metadata["other_pool"], error.Metadata["other_cidr"]));
        await Refused.WithAsync(ErrorReason.PoolNotFound, async () =>
            await client.Pools.GetPoolAsync(new GetPoolRequest { Name = "pool-second" }, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Validating_only_makes_nothing()
    {
        var request = new CreatePoolRequest { Pool = new Pool { Name = "pool-maybe", Cidrs = { "10.65.0.0/16" } }, ValidateOnly = true };

        var answer = await client.Pools.CreatePoolAsync(request, cancellationToken: Cancellation);

        Assert.Equal(24, answer.Pool.Ipv4PrefixLength);
        await Refused.WithAsync(ErrorReason.PoolNotFound, async () =>
            await client.Pools.GetPoolAsync(new GetPoolRequest { Name = "pool-maybe" }, cancellationToken: Cancellation));
        request.Pool.Cidrs[0] = "10.244.0.0/20";
        await Refused.WithAsync(ErrorReason.PoolOverlap, async () => await client.Pools.CreatePoolAsync(request, cancellationToken: Cancellation));
    }

    [Theory]
    [MemberData(nameof(BadPools), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_field_is_named_and_no_pool_is_made(string field, Action<Pool> spoil)
    {
        await Refused.FieldsAsync([field], () => client.CreatePoolAsync("pool-bad", "10.69.0.0/16", spoil));
        await Refused.WithAsync(ErrorReason.PoolNotFound, async () =>
            await client.Pools.GetPoolAsync(new GetPoolRequest { Name = "pool-bad" }, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Other_requests_name_their_bad_fields_too()
    {
        await Refused.FieldsAsync(["pool"], async () => await client.Pools.CreatePoolAsync(new CreatePoolRequest(), cancellationToken: Cancellation));
        await Refused.FieldsAsync(["name"], async () => await client.Pools.GetPoolAsync(new GetPoolRequest { Name = "A" }, cancellationToken: Cancellation));
        await Refused.FieldsAsync(["name"], async () => await client.Pools.DeletePoolAsync(new DeletePoolRequest(), cancellationToken: Cancellation));
        await Refused.FieldsAsync(["pool"], async () => await client.Pools.PlanPoolChangeAsync(new PlanPoolChangeRequest(), cancellationToken: Cancellation));
        await Refused.FieldsAsync(["plan_id"], async () => await client.Pools.ApplyPoolPlanAsync(new ApplyPoolPlanRequest(), cancellationToken: Cancellation));
        await Refused.FieldsAsync(
            ["page_size", "page_token"],
            async () => await client.Pools.ListPoolsAsync(new ListPoolsRequest { PageSize = 1001, PageToken = "x" }, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Pools_are_listed_by_name_page_by_page()
    {
        await client.CreatePoolAsync("pool-list-b", "10.67.0.0/16");
        await client.CreatePoolAsync("pool-list-a", "10.68.0.0/16");
        var names = new List<string>();
        var request = new ListPoolsRequest { PageSize = 1 };
        do
        {
            var page = await client.Pools.ListPoolsAsync(request, cancellationToken: Cancellation);
            names.Add(Assert.Single(page.Pools).Name);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains("pool-list-a", names);
    }

    [Fact]
    public async Task Usage_counts_subnets_of_the_default_length()
    {
        await client.CreatePoolAsync("pool-usage", "10.70.0.0/16", pool => pool.Ipv4PrefixLengthRange = new PrefixLengthRange { Shortest = 22, Longest = 26 });
        var instance = CoordinatorClient.NewInstance();
        await client.AcquireAsync("pool-usage", "large", change: request => request.Ipv4PrefixLength = 22);
        await client.AcquireAsync("pool-usage", "standard");
        await client.AcquireAsync("pool-usage", "small", change: request => request.Ipv4PrefixLength = 26);
        await client.ReleaseAsync((await client.AcquireAsync("pool-usage", "gone", instance)).Lease, instance);

        var usage = (await client.Pools.GetPoolAsync(new GetPoolRequest { Name = "pool-usage" }, cancellationToken: Cancellation)).Pool.Usage;

        Assert.Equal(new PoolUsage { Ipv4 = new FamilyUsage { Total = 256, Held = 5, Quarantined = 1 }, Leases = 3 }, usage);
    }
}
