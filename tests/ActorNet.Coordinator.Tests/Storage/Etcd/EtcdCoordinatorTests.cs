using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Storage.Etcd;

/// <summary>The coordinator on an etcd of one member.</summary>
public sealed class EtcdCoordinatorTests : IAsyncLifetime
{
    private EtcdCluster etcd = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => etcd = await EtcdCluster.StartAsync();

    public ValueTask DisposeAsync() => etcd.DisposeAsync();

    [Fact]
    public async Task Everything_that_works_on_the_embedded_journal_works_on_etcd()
    {
        await using var coordinator = await CoordinatorProcess.ServeOnAsync(etcd);
        var client = await coordinator.ClientAsync();
        using var watch = client.Watch("default");
        await watch.SnapshotAsync();

        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("default", "node", instance)).Lease;
        var renewal = await client.Leases.RenewLeaseAsync(
            new RenewLeaseRequest { NodeId = "node", Instance = instance, Epoch = lease.Epoch }, cancellationToken: Cancellation);
        Assert.Equal(lease.Epoch, renewal.Renewal.Epoch);
        Assert.Equal(lease.Subnets, (await client.GetAsync("default", "node")).Subnets);
        await client.ReleaseAsync(lease, instance);
        Assert.Empty((await client.ListAsync(new ListLeasesRequest())).Leases);

        var (events, _) = await watch.EventsAsync(2);
        Assert.Equal([LeaseEventType.Put, LeaseEventType.Delete], events.Select(change => change.Type));
        var status = await client.Cluster.GetStatusAsync(new GetStatusRequest(), cancellationToken: Cancellation);
        Assert.Equal((JournalKind.Etcd, true), (status.Journal, status.Serving));
        Assert.Contains($"its journal is in etcd at {etcd.Endpoints[0]}, under /actornet/", coordinator.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_loses_no_lease_that_was_acknowledged_and_watches_go_on_where_they_were()
    {
        var granted = new List<Lease>();
        var revision = 0L;
        var instance = CoordinatorClient.NewInstance();
        for (var round = 0; round < 3; round++)
        {
            await using var coordinator = await CoordinatorProcess.ServeOnAsync(etcd);
            var client = await coordinator.ClientAsync();
            var kept = await client.ListAsync(new ListLeasesRequest());
            Assert.Equal(Known(granted), Known(kept.Leases));
            using var watch = client.Watch("default", revision);
            if (round > 0)
            {
                var (events, _) = await watch.EventsAsync(20);
                Assert.Equal(Known(granted.TakeLast(20)), Known(events.Select(change => change.Lease)));
            }

            revision = kept.Revision;
            for (var number = 0; number < 20; number++)
            {
                granted.Add((await client.AcquireAsync("default", $"node-{round}-{number:d2}", instance)).Lease);
            }

            Assert.Equal(granted[0].Subnets, (await client.AcquireAsync("default", granted[0].NodeId, instance)).Lease.Subnets);
            await coordinator.KillAsync();
        }
    }

    [Fact]
    public async Task Compaction_harms_neither_a_coordinator_that_runs_nor_one_that_starts()
    {
        var instance = CoordinatorClient.NewInstance();
        await using (var first = await CoordinatorProcess.ServeOnAsync(etcd))
        {
            var client = await first.ClientAsync();
            await client.AcquireAsync("default", "before", instance);
            using var watch = client.Watch("default");
            await watch.SnapshotAsync();
            await CompactAsync();
            await client.AcquireAsync("default", "between", instance);
            await CompactAsync();
            await client.AcquireAsync("default", "after", instance);

            var (events, _) = await watch.EventsAsync(2);
            Assert.Equal(["between", "after"], events.Select(change => change.Lease.NodeId));
            await first.KillAsync();
        }

        // What others write moves the present away from our last event, and compaction goes there.
        await etcd.ControlAsync("put", "/of/others", "1");
        await CompactAsync();
        await using var second = await CoordinatorProcess.ServeOnAsync(etcd);
        var again = await second.ClientAsync();
        Assert.Equal(3, (await again.ListAsync(new ListLeasesRequest())).TotalSize);
        await again.AcquireAsync("default", "at-last", instance);
        Assert.Equal(4, (await again.ListAsync(new ListLeasesRequest())).TotalSize);
        Assert.DoesNotContain("Read the journal anew", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coordinators_that_start_at_once_on_an_empty_prefix_all_come_to_serve()
    {
        var coordinators = Enumerable.Range(0, 4).Select(_ => CoordinatorProcess.StartOn(etcd)).ToList();
        try
        {
            await Task.WhenAll(coordinators.Select(coordinator => coordinator.ClientAsync()));
        }
        finally
        {
            foreach (var coordinator in coordinators)
            {
                await coordinator.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Two_coordinators_on_one_prefix_are_one_cluster()
    {
        await using var one = await CoordinatorProcess.ServeOnAsync(
            etcd, "--pool-cidrs", "10.0.0.0/19", "--pool-ipv4-prefix-length", "28", "--pool-quarantine", "0s", "--pool-shard-count", "4");
        await using var two = await CoordinatorProcess.ServeOnAsync(etcd);
        await using var load = new LeaseLoad(6, await one.ClientAsync(), await two.ClientAsync());

        await load.MoreAsync(150);
        await load.StopAsync();

        await load.CheckAsync(await one.ClientAsync());
        await load.CheckAsync(await two.ClientAsync());
        var status = await (await two.ClientAsync()).Cluster.GetStatusAsync(new GetStatusRequest(), cancellationToken: Cancellation);
        Assert.Equal([(false, true), (true, false)], status.Replicas.Select(replica => (replica.Self, replica.PoolCoordinator)).Order());
        Assert.DoesNotContain("could not write event", one.Output + two.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coordinator_whose_cluster_address_is_taken_says_so()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        await using var coordinator = CoordinatorProcess.StartOn(etcd, "--cluster-address", taken.LocalEndpoint.ToString()!);

        Assert.Equal(1, await coordinator.ExitAsync());
        Assert.Contains($"cannot reach this one at {taken.LocalEndpoint}: Address already in use; give another address with --cluster-address", coordinator.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_largest_nodes_that_come_at_once_fit_into_what_etcd_takes_at_once()
    {
        await using var coordinator = await CoordinatorProcess.ServeOnAsync(etcd, "--pool-shard-count", "1");
        var client = await coordinator.ClientAsync();
        var attributes = new NodeAttributes();
        for (var number = 0; number < 60; number++)
        {
            attributes.Labels[$"label-{number}"] = new string('€', 253);
        }

        Assert.InRange(attributes.CalculateSize(), 45_000, 64_000);
        await Task.WhenAll(Enumerable.Range(0, 80).Select(number => client.AcquireAsync("default", $"node-{number}", change: request => request.Attributes = attributes)));

        using var range = System.Text.Json.JsonDocument.Parse(await etcd.ControlAsync("get", "--prefix", "/actornet/e/", "-w", "json"));
        var sizes = range.RootElement.GetProperty("kvs").EnumerateArray().Select(pair => pair.GetProperty("value").GetBytesFromBase64().Length).ToList();
        Assert.InRange(sizes.Max(), 200_000, 600_000);
        Assert.DoesNotContain("could not write event", coordinator.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Node, string Subnets, long Epoch)> Known(IEnumerable<Lease> leases) =>
        leases.Select(lease => (lease.NodeId, string.Join(' ', lease.Subnets), lease.Epoch)).Order();

    /// <summary>Throws away every revision before the present one.</summary>
    private async Task CompactAsync()
    {
        using var answer = System.Text.Json.JsonDocument.Parse(await etcd.ControlAsync("get", "no-such-key", "-w", "json"));
        await etcd.ControlAsync("compact", answer.RootElement.GetProperty("header").GetProperty("revision").GetRawText(), "--physical");
    }
}
