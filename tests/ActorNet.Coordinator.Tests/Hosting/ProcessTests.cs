using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Hosting;

public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_coordinator_that_is_told_to_stop_ends_its_streams_and_exits_with_0(string signal)
    {
        await using var coordinator = await CoordinatorProcess.ServeAsync(directory.Path);
        var client = await coordinator.ClientAsync();
        using var watch = client.Watch("default");
        await watch.SnapshotAsync();
        using var keepAlive = client.Leases.KeepAlive(cancellationToken: TestContext.Current.CancellationToken);
        await keepAlive.RequestStream.WriteAsync(new KeepAliveRequest { RequestNumber = 1 }, TestContext.Current.CancellationToken);
        Assert.True(await keepAlive.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        // Both are being read when the end comes: a client that reads only after the connection is closed hears nothing but that.
        var (watchEnd, keepAliveEnd) = (watch.NextAsync(), keepAlive.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        coordinator.Signal(signal);

        await Refused.WithAsync(ErrorReason.ShuttingDown, () => keepAliveEnd.WaitAsync(Patience));
        await Refused.WithAsync(ErrorReason.ShuttingDown, () => watchEnd.WaitAsync(Patience));
        Assert.Equal(0, await coordinator.ExitAsync());
        Assert.DoesNotContain(coordinator.Output.Split('\n'), IsComplaint);
    }

    [Fact]
    public async Task A_kill_loses_no_lease_that_was_acknowledged()
    {
        var granted = new List<Lease>();
        var instance = CoordinatorClient.NewInstance();
        for (var round = 0; round < 3; round++)
        {
            await using var coordinator = await CoordinatorProcess.ServeAsync(directory.Path);
            var client = await coordinator.ClientAsync();
            var kept = await client.ListAsync(new ListLeasesRequest());
            Assert.Equal(Known(granted), Known(kept.Leases));
            for (var number = 0; number < 20; number++)
            {
                granted.Add((await client.AcquireAsync("default", $"node-{round}-{number:d2}", instance)).Lease);
            }

            Assert.Equal(granted[0].Subnets, (await client.AcquireAsync("default", granted[0].NodeId, instance)).Lease.Subnets);
            await coordinator.KillAsync();
        }
    }

    [Fact]
    public async Task A_watch_goes_on_where_it_was_after_a_restart()
    {
        long revision;
        await using (var first = await CoordinatorProcess.ServeAsync(directory.Path))
        {
            var client = await first.ClientAsync();
            await client.AcquireAsync("default", "known");
            revision = (await client.ListAsync(new ListLeasesRequest())).Revision;
            await client.AcquireAsync("default", "missed");
            await first.KillAsync();
        }

        await using var second = await CoordinatorProcess.ServeAsync(directory.Path);
        using var watch = (await second.ClientAsync()).Watch("default", revision);
        var (events, _) = await watch.EventsAsync(1);

        Assert.Equal("missed", events[0].Lease.NodeId);
    }

    [Fact]
    public async Task A_lease_that_nobody_renews_expires_after_a_restart_though_nobody_asks_for_its_shard()
    {
        Lease lease;
        await using (var first = await CoordinatorProcess.ServeAsync(directory.Path, "--pool-time-to-live", "5s"))
        {
            lease = (await (await first.ClientAsync()).AcquireAsync("default", "node")).Lease;
            await first.KillAsync();
        }

        await using var second = await CoordinatorProcess.ServeAsync(directory.Path, "--pool-time-to-live", "5s");
        using var watch = (await second.ClientAsync()).Watch("default");
        Assert.Equal(lease.Epoch, Assert.Single((await watch.SnapshotAsync()).Leases).Epoch);
        var (events, _) = await watch.EventsAsync(2);

        Assert.Equal(
            [(LeaseEventType.Put, LeaseState.Suspect, lease.Epoch), (LeaseEventType.Delete, LeaseState.Suspect, lease.Epoch)],
            events.Select(change => (change.Type, change.Lease.State, change.Lease.Epoch)));
    }

    [Fact]
    public async Task A_page_token_outlives_the_process_that_gave_it()
    {
        string token;
        await using (var first = await CoordinatorProcess.ServeAsync(directory.Path))
        {
            var client = await first.ClientAsync();
            await client.AcquireAsync("default", "a");
            await client.AcquireAsync("default", "b");
            token = (await client.ListAsync(new ListLeasesRequest { PageSize = 1 })).NextPageToken;
            await first.KillAsync();
        }

        await using var second = await CoordinatorProcess.ServeAsync(directory.Path);
        var restarted = await second.ClientAsync();

        Assert.Equal("b", Assert.Single((await restarted.ListAsync(new ListLeasesRequest { PageSize = 1, PageToken = token })).Leases).NodeId);
    }

    [Fact]
    public async Task A_second_coordinator_on_the_same_directory_is_refused()
    {
        await using var first = await CoordinatorProcess.ServeAsync(directory.Path);
        await using var second = CoordinatorProcess.Start(["--listen", "127.0.0.1:0", "--data-directory", directory.Path]);

        Assert.Equal(1, await second.ExitAsync());
        Assert.Contains($"another coordinator uses the data directory {directory.Path}", second.Output, StringComparison.Ordinal);
        Assert.True((await (await first.ClientAsync()).Cluster.GetStatusAsync(new GetStatusRequest(), cancellationToken: TestContext.Current.CancellationToken)).Serving);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TemporaryDirectory();
        await using var first = await CoordinatorProcess.ServeAsync(directory.Path);
        var address = (await first.ClientAsync()).Channel.Target;
        await using var second = CoordinatorProcess.Start(["--listen", address, "--data-directory", other.Path]);

        Assert.Equal(1, await second.ExitAsync());
        Assert.Contains($"{address} is in use", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_journal_is_named()
    {
        await File.WriteAllTextAsync(directory.Combine("journal.db"), new string('x', 5000), TestContext.Current.CancellationToken);
        await using var coordinator = CoordinatorProcess.Start(["--listen", "127.0.0.1:0", "--data-directory", directory.Path]);

        Assert.Equal(1, await coordinator.ExitAsync());
        Assert.Contains("journal.db", coordinator.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", coordinator.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(directory.Combine("file"), string.Empty, TestContext.Current.CancellationToken);
        await using var coordinator = CoordinatorProcess.Start(["--listen", "127.0.0.1:0", "--data-directory", directory.Combine("file/data")]);

        Assert.Equal(1, await coordinator.ExitAsync());
        Assert.Contains(directory.Combine("file/data"), coordinator.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_bad_options_are_named_at_once()
    {
        await using var coordinator = CoordinatorProcess.Start(
            ["--listen", "here", "--pool-cidrs", "10.0.0.1/16", "--log-level", "loud"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["ACTORNET_POOL_QUARANTINE"] = "soon" });

        Assert.Equal(2, await coordinator.ExitAsync());
        Assert.All(
            ["--listen", "--pool-cidrs", "--log-level", "ACTORNET_POOL_QUARANTINE"],
            name => Assert.Contains($"actornet-coordinator: {name}: ", coordinator.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_flag_is_refused()
    {
        await using var coordinator = CoordinatorProcess.Start(["--no-such-flag"]);

        Assert.Equal(2, await coordinator.ExitAsync());
        Assert.Contains("--no-such-flag", coordinator.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flags_win_over_the_environment_and_that_over_the_file()
    {
        var file = directory.Combine("coordinator.json");
        await File.WriteAllTextAsync(
            file,
            """{ "data-directory": "/nowhere", "log": { "level": "critical" }, "pool": { "cidrs": ["10.98.0.0/16"], "shard-count": 3, "ipv4-prefix-length": 25 } }""",
            TestContext.Current.CancellationToken);
        await using var coordinator = CoordinatorProcess.Start(
            ["--config", file, "--listen", "127.0.0.1:0", "--pool-ipv4-prefix-length", "27", "--log-level", "information"],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ACTORNET_DATA_DIRECTORY"] = directory.Combine("data"),
                ["ACTORNET_POOL_IPV4_PREFIX_LENGTH"] = "26",
                ["ACTORNET_POOL_SHARD_COUNT"] = "4",
            });

        var client = await coordinator.ClientAsync();
        var pool = (await client.Pools.GetPoolAsync(new GetPoolRequest(), cancellationToken: TestContext.Current.CancellationToken)).Pool;

        Assert.Equal(["10.98.0.0/16"], pool.Cidrs);
        Assert.Equal((27, 4), (pool.Ipv4PrefixLength, pool.ShardCount));
        Assert.True(File.Exists(directory.Combine("data/journal.db")));
    }

    [Fact]
    public async Task A_default_pool_that_is_there_keeps_its_settings_and_the_difference_is_logged_once()
    {
        await using (await CoordinatorProcess.ServeAsync(directory.Path))
        {
            // Made at the first start.
        }

        await using var second = await CoordinatorProcess.ServeAsync(directory.Path, "--pool-ipv4-prefix-length", "26");
        var pool = (await (await second.ClientAsync()).Pools.GetPoolAsync(new GetPoolRequest(), cancellationToken: TestContext.Current.CancellationToken)).Pool;

        Assert.Equal(24, pool.Ipv4PrefixLength);
        var warning = Assert.Single(second.Output.Split('\n'), IsComplaint);
        Assert.Contains("/24", warning, StringComparison.Ordinal);
        Assert.Contains("/26", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_can_be_JSON()
    {
        await using var coordinator = await CoordinatorProcess.ServeAsync(directory.Path, "--log-format", "json");
        coordinator.Terminate();
        await coordinator.ExitAsync();

        Assert.All(coordinator.Output.Split('\n'), line => Assert.StartsWith("{\"Timestamp\":", line, StringComparison.Ordinal));
    }

    /// <summary>Whether something went wrong, other than that the machine was slow: the health check and Kestrel's heartbeat notice that.</summary>
    private static bool IsComplaint(string line) =>
        (line.Contains("fail:", StringComparison.Ordinal) || line.Contains("warn:", StringComparison.Ordinal))
        && !line.Contains("Microsoft.Extensions.Diagnostics.HealthChecks", StringComparison.Ordinal)
        && !line.Contains("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal);

    private static IEnumerable<(string Node, string Subnets, long Epoch)> Known(IEnumerable<Lease> leases) =>
        leases.Select(lease => (lease.NodeId, string.Join(' ', lease.Subnets), lease.Epoch)).Order();
}
