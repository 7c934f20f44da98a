using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Grpc.Core;

namespace ActorNet.Coordinator.Tests.Pools;

public sealed class ChangePoolTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_says_what_would_change_and_changes_nothing()
    {
        await client.CreatePoolAsync("change-plan", "10.100.0.0/16");

        var plan = await client.PlanAsync(new Pool { Name = "change-plan", TimeToLive = CoordinatorClient.Seconds(60), Cidrs = { "10.100.0.0/16", "10.101.0.0/16" } });

        Assert.Equal(
            [("cidrs", "10.100.0.0/16", "10.100.0.0/16 10.101.0.0/16"), ("time_to_live", "24h", "1m")],
            plan.Changes.Select(change => (change.Field, change.Before, change.After)));
        Assert.Equal((512, 0), (plan.UsageAfter.Ipv4.Total, plan.RenumberCount));
        Assert.Equal(["10.100.0.0/16"], (await client.GetPoolAsync("change-plan")).Cidrs);
    }

    [Fact]
    public async Task A_plan_that_is_applied_is_the_pool_and_can_be_applied_again()
    {
        await client.CreatePoolAsync("change-apply", "10.102.0.0/16");
        var plan = await client.PlanAsync(new Pool { Name = "change-apply", TimeToLive = CoordinatorClient.Seconds(60), Reclaim = ReclaimPolicy.Manual });

        var changed = await client.ApplyAsync(plan);
        var again = await client.ApplyAsync(plan);

        Assert.Equal((2, TimeSpan.FromMinutes(1), ReclaimPolicy.Manual), (changed.Version, changed.TimeToLive.ToTimeSpan(), changed.Reclaim));
        Assert.Equal(2, again.Version);
        var read = await client.GetPoolAsync("change-apply");
        Assert.Equal((2, TimeSpan.FromMinutes(1)), (read.Version, read.TimeToLive.ToTimeSpan()));
    }

    [Fact]
    public async Task A_plan_for_a_pool_that_has_changed_since_is_refused()
    {
        await client.CreatePoolAsync("change-outdated", "10.103.0.0/16");
        var plan = await client.PlanAsync(new Pool { Name = "change-outdated", Reclaim = ReclaimPolicy.Manual });
        await client.ChangeAsync(new Pool { Name = "change-outdated", Cordoned = true });

        var error = await Refused.WithAsync(ErrorReason.PlanOutdated, () => client.ApplyAsync(plan));

        Assert.Equal(("1", "2"), (error.Metadata["planned_version"], error.Metadata["current_version"]));
    }

    [Fact]
    public async Task A_plan_names_the_nodes_that_keep_what_the_pool_would_not_give()
    {
        await client.CreatePoolAsync("change-lengths", "10.104.0.0/16", pool => pool.Ipv4PrefixLengthRange = new PrefixLengthRange { Shortest = 22, Longest = 26 });
        await client.AcquireAsync("change-lengths", "usual");
        await client.AcquireAsync("change-lengths", "small", change: request => request.Ipv4PrefixLength = 26);

        var narrower = await client.PlanAsync(new Pool { Name = "change-lengths", Ipv4PrefixLengthRange = new PrefixLengthRange { Shortest = 22, Longest = 25 } });
        var other = await client.PlanAsync(new Pool { Name = "change-lengths", Ipv4PrefixLength = 26 });

        Assert.Equal((["small"], 1), (narrower.NodesToRenumber, narrower.RenumberCount));
        Assert.Equal(["usual"], other.NodesToRenumber);
        Assert.Equal(5, other.UsageAfter.Ipv4.Held);
    }

    [Fact]
    public async Task Nodes_keep_their_subnets_when_the_length_changes_and_new_ones_get_the_new_length()
    {
        await client.CreatePoolAsync("change-new-length", "10.105.0.0/16");
        var before = (await client.AcquireAsync("change-new-length", "old")).Lease;

        await client.ChangeAsync(new Pool { Name = "change-new-length", Ipv4PrefixLength = 26 });

        await UntilAsync(async () => (await client.AcquireAsync("change-new-length", $"new-{Guid.NewGuid():n}")).Lease.Subnets.Single().EndsWith("/26", StringComparison.Ordinal));
        Assert.Equal(before.Subnets, (await client.GetAsync("change-new-length", "old")).Subnets);
    }

    [Fact]
    public async Task A_CIDR_goes_when_it_is_set_aside_and_another_pool_can_have_it()
    {
        string[] cidrs = ["10.139.0.0/26", "10.139.1.0/26"];
        await client.CreatePoolAsync("change-shrink", cidrs[0], pool =>
        {
            pool.Cidrs.Add(cidrs[1]);
            (pool.Ipv4PrefixLength, pool.ShardCount) = (28, 1);
        });
        var lease = (await client.AcquireAsync("change-shrink", "node")).Lease;
        var (used, unused) = lease.Subnets.Single().StartsWith("10.139.0.", StringComparison.Ordinal) ? (cidrs[0], cidrs[1]) : (cidrs[1], cidrs[0]);

        var tooEarly = await client.PlanAsync(new Pool { Name = "change-shrink", Cidrs = { unused } });
        Assert.Equal(["node"], tooEarly.NodesToRenumber);
        Assert.Contains($"{used} cannot be removed", tooEarly.Obstacle, StringComparison.Ordinal);
        var error = await Refused.WithAsync(ErrorReason.CidrInUse, () => client.ApplyAsync(tooEarly));
        Assert.Equal(used, error.Metadata["cidr"]);

        await client.Pools.CreateReservationAsync(
            new CreateReservationRequest { Reservation = new Reservation { Pool = "change-shrink", Name = "leaving", Cidr = unused } },
            cancellationToken: Cancellation);
        PoolPlan? plan = null;
        await UntilAsync(async () => (plan = await client.PlanAsync(new Pool { Name = "change-shrink", Cidrs = { used } })).Obstacle.Length == 0);
        var changed = await client.ApplyAsync(plan!);

        Assert.Equal([used], changed.Cidrs);
        Assert.Equal((4, 1, 0), (plan!.UsageAfter.Ipv4.Total, plan.UsageAfter.Ipv4.Held, plan.UsageAfter.Ipv4.Reserved));
        Assert.Equal(plan.UsageAfter, changed.Usage);
        Assert.Empty((await client.Pools.ListReservationsAsync(new ListReservationsRequest { Pool = "change-shrink" }, cancellationToken: Cancellation)).Reservations);
        await client.CreatePoolAsync("change-shrunk", unused);
        Assert.Equal(lease.Subnets, (await client.GetAsync("change-shrink", "node")).Subnets);
    }

    [Fact]
    public async Task A_node_in_what_a_pool_has_got_is_shown_a_pool_that_contains_it()
    {
        await client.CreatePoolAsync("change-grow", "10.106.0.0/30", pool => (pool.Ipv4PrefixLength, pool.ShardCount) = (30, 1));
        await client.AcquireAsync("change-grow", "first");
        await Refused.WithAsync(ErrorReason.PoolExhausted, () => client.AcquireAsync("change-grow", "second"));

        await client.ChangeAsync(new Pool { Name = "change-grow", Cidrs = { "10.106.0.0/29" } });

        AcquireLeaseResponse? second = null;
        await UntilAsync(async () => (second = await TryAsync(() => client.AcquireAsync("change-grow", "second"))) is not null);
        Assert.Equal((["10.106.0.4/30"], ["10.106.0.0/29"]), (second!.Lease.Subnets, second.Pool.Cidrs));
    }

    [Fact]
    public async Task A_cordoned_pool_grants_nothing_new_and_goes_on_when_it_is_opened()
    {
        await client.CreatePoolAsync("change-cordon", "10.107.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("change-cordon", "old", instance)).Lease;

        await client.ChangeAsync(new Pool { Name = "change-cordon", Cordoned = true });

        await UntilAsync(async () => await TryAsync(() => client.AcquireAsync("change-cordon", $"new-{Guid.NewGuid():n}")) is null);
        await Refused.WithAsync(ErrorReason.PoolCordoned, () => client.AcquireAsync("change-cordon", "old-2"));
        Assert.Equal(lease.Epoch, (await client.AcquireAsync("change-cordon", "old", instance)).Lease.Epoch);
        await client.ChangeAsync(new Pool { Name = "change-cordon" }, "cordoned");
        await UntilAsync(async () => await TryAsync(() => client.AcquireAsync("change-cordon", "new")) is not null);
    }

    [Fact]
    public async Task A_renewal_tells_the_new_time_to_live_and_the_version()
    {
        await client.CreatePoolAsync("change-ttl", "10.108.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("change-ttl", "node", instance)).Lease;
        var request = new RenewLeaseRequest { Pool = "change-ttl", NodeId = "node", Instance = instance, Epoch = lease.Epoch };

        await client.ChangeAsync(new Pool { Name = "change-ttl", TimeToLive = CoordinatorClient.Seconds(7) });

        LeaseRenewal renewal = new();
        await UntilAsync(async () => (renewal = (await client.Leases.RenewLeaseAsync(request, cancellationToken: Cancellation)).Renewal).PoolVersion == 2);
        Assert.Equal(TimeSpan.FromSeconds(7), renewal.TimeToLive.ToTimeSpan());
    }

    [Fact]
    public async Task What_cannot_change_is_refused_by_name()
    {
        await client.CreatePoolAsync("change-not", "10.109.0.0/16");
        await client.CreatePoolAsync("change-taken", "10.110.0.0/16");

        await Refused.FieldsAsync(["pool.cidrs"], () => client.PlanAsync(new Pool { Name = "change-not", Cidrs = { "10.109.0.0/16", "fd09::/48" } }));
        await Refused.FieldsAsync(["pool.shard_count"], () => client.PlanAsync(new Pool { Name = "change-not", ShardCount = 3 }));
        await Refused.FieldsAsync(["pool.time_to_live"], () => client.PlanAsync(new Pool { Name = "change-not", TimeToLive = CoordinatorClient.Seconds(1) }));
        await Refused.FieldsAsync(["update_mask"], () => client.PlanAsync(new Pool { Name = "change-not" }, "generation"));
        await Refused.FieldsAsync(["plan_id"], () => client.ApplyAsync(new PoolPlan { Id = "p1-AAAA" }));
        await Refused.WithAsync(ErrorReason.PoolOverlap, () => client.PlanAsync(new Pool { Name = "change-not", Cidrs = { "10.109.0.0/16", "10.110.0.0/17" } }));
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => client.PlanAsync(new Pool { Name = "change-nowhere", Cordoned = true }));
    }

    [Fact]
    public async Task A_plan_that_changes_nothing_says_so()
    {
        await client.CreatePoolAsync("change-nothing", "10.111.0.0/16");

        var plan = await client.PlanAsync(new Pool { Name = "change-nothing", Reclaim = ReclaimPolicy.Auto });

        Assert.Empty(plan.Changes);
        Assert.Equal(string.Empty, plan.Id);
    }

    /// <summary>Shards go by a change a moment after it is durable, each on its own.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (RpcException)
        {
            return null;
        }
    }
}
