using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Grpc.Core;

namespace ActorNet.Coordinator.Tests.Storage.Etcd;

/// <summary>etcd goes away, and comes back.</summary>
public sealed class EtcdOutageTests
{
    private static readonly string[] SmallPool =
        ["--pool-cidrs", "10.0.0.0/19", "--pool-ipv4-prefix-length", "28", "--pool-quarantine", "0s", "--pool-shard-count", "4"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_coordinator_that_starts_before_etcd_waits_for_it_and_says_so_once()
    {
        await using var etcd = await EtcdCluster.StartAsync();
        await etcd.Members[0].KillAsync();
        await using var coordinator = CoordinatorProcess.StartOn(etcd);
        await Eventually.HoldsAsync("a word about it", () => Task.FromResult(coordinator.Output.Contains("waiting for it", StringComparison.Ordinal)));

        etcd.Members[0].Start();

        await (await coordinator.ClientAsync()).AcquireAsync("default", "node");
        Assert.Single(coordinator.Output.Split('\n'), line => line.Contains("does not answer; waiting for it for up to 30 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_coordinator_that_waits_for_etcd_can_be_told_to_stop()
    {
        await using var etcd = await EtcdCluster.StartAsync();
        await etcd.Members[0].KillAsync();
        await using var coordinator = CoordinatorProcess.StartOn(etcd);
        await Eventually.HoldsAsync("a word about it", () => Task.FromResult(coordinator.Output.Contains("waiting for it", StringComparison.Ordinal)));

        coordinator.Terminate();

        Assert.Equal(0, await coordinator.ExitAsync());
    }

    [Fact]
    public async Task While_etcd_is_down_calls_are_UNAVAILABLE_and_then_everything_goes_on_by_itself()
    {
        await using var etcd = await EtcdCluster.StartAsync();
        await using var coordinator = await CoordinatorProcess.ServeOnAsync(etcd);
        var client = await coordinator.ClientAsync();
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("default", "node", instance)).Lease;
        using var watch = client.Watch("default");
        await watch.SnapshotAsync();

        await etcd.Members[0].KillAsync();
        var outage = Task.Delay(TimeSpan.FromSeconds(10), Cancellation);
        await Refused.WithAsync(ErrorReason.ShardUnavailable, () => client.AcquireAsync("default", "other"));
        await Refused.WithAsync(ErrorReason.ShardUnavailable, () => RenewAsync());
        var status = await client.Cluster.GetStatusAsync(new GetStatusRequest(), cancellationToken: Cancellation);
        Assert.False(status.Serving);
        Assert.Contains(status.Problems, problem => problem.StartsWith("the journal cannot be written: ", StringComparison.Ordinal));
        await outage;
        etcd.Members[0].Start();

        await Eventually.HoldsAsync("a renewal", async () => await SucceedsAsync(RenewAsync), evidence: () => coordinator.Output);
        await Eventually.HoldsAsync("a lease", async () => await SucceedsAsync(() => client.AcquireAsync("default", "another")), evidence: () => coordinator.Output);
        Assert.Equal(lease.Subnets, (await client.GetAsync("default", "node")).Subnets);
        await Eventually.HoldsAsync(
            "health",
            async () => (await client.Cluster.GetStatusAsync(new GetStatusRequest(), cancellationToken: Cancellation)).Serving,
            evidence: () => coordinator.Output);

        async Task RenewAsync() => await client.Leases.RenewLeaseAsync(
            new RenewLeaseRequest { NodeId = "node", Instance = instance, Epoch = lease.Epoch },
            cancellationToken: Cancellation);
    }

    [Fact]
    public async Task Whatever_happens_to_members_under_load_nothing_overlaps_and_no_acknowledged_lease_is_lost()
    {
        await using var etcd = await EtcdCluster.StartAsync(3);
        await using var coordinator = await CoordinatorProcess.ServeOnAsync(etcd, SmallPool);
        var client = await coordinator.ClientAsync();
        await using var load = new LeaseLoad(8, client);
        await load.MoreAsync(100);

        foreach (var member in etcd.Members)
        {
            await member.KillAsync();
            await load.MoreAsync(50);
            member.Start();
            await etcd.WaitUntilServingAsync();
        }

        await etcd.Members[0].PauseAsync();
        await load.MoreAsync(50);
        await etcd.Members[0].ResumeAsync();

        await Task.WhenAll(etcd.Members.Select(member => member.KillAsync()));
        foreach (var member in etcd.Members)
        {
            member.Start();
        }

        await load.MoreAsync(50);
        await load.StopAsync();
        await load.CheckAsync(client);
    }

    [Fact]
    public async Task A_coordinator_that_is_killed_under_load_is_succeeded_without_a_loss()
    {
        await using var etcd = await EtcdCluster.StartAsync(3);
        await using var first = await CoordinatorProcess.ServeOnAsync(etcd, SmallPool);
        await using var second = await CoordinatorProcess.ServeOnAsync(etcd, SmallPool);
        await using var load = new LeaseLoad(4, await second.ClientAsync());
        await load.MoreAsync(50);

        first.Signal("STOP");
        await load.MoreAsync(50);
        first.Signal("CONT");
        await load.MoreAsync(50);
        await first.KillAsync();
        await load.MoreAsync(50);

        await load.StopAsync();
        await load.CheckAsync(await second.ClientAsync());
    }

    private static async Task<bool> SucceedsAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }
}
