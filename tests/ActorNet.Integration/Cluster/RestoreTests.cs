using System.Text.Json.Nodes;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace ActorNet.Integration.Cluster;

/// <summary>A service that is lost, and made anew of its export.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<IAsyncDisposable> _services = [];
    private EtcdCluster _etcd = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _etcd = await EtcdCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }

        await _etcd.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Every_node_finds_its_subnet_under_a_higher_epoch_and_nobody_else_gets_anything()
    {
        var (export, before) = await ExportAsync();
        var restored = await StartAsync(onEtcd: true);

        await DoAsync(restored, "restore", export, "--yes");

        var after = await AcquireAsync(restored, "edge", "node-1");
        Assert.Equal(before["node-1"].Subnets, after.Subnets);
        Assert.True(after.Epoch > before.Values.Max(lease => lease.Epoch) + 1_000_000);
        Assert.Equal(before["node-2"].Subnets, (await AcquireAsync(restored, "edge", "node-2")).Subnets);
        Assert.Equal(before["default-1"].Subnets, (await AcquireAsync(restored, "default", "default-1")).Subnets);
        await Assert.ThrowsAsync<RpcException>(() => AcquireAsync(restored, "edge", "granted-after-the-export"));
        await Assert.ThrowsAsync<RpcException>(() => RenewAsync(restored, before["default-2"]));
        Assert.Contains(
            "\"gateways\"", await DoAsync(restored, "reservation", "list", "--pool", "edge", "-o", "json"), StringComparison.Ordinal);

        // Once more is no harm; and then the rest is opened.
        await DoAsync(restored, "restore", export, "--yes");
        await DoAsync(restored, "restore", export, "--yes", "--open-rest");
        var late = await AcquireAsync(restored, "edge", "granted-after-the-export");
        Assert.DoesNotContain(late.Subnets.Single(), before.Values.SelectMany(lease => lease.Subnets));
        Assert.NotEqual("10.118.7.0/24", late.Subnets.Single());
        Assert.True(late.Epoch > after.Epoch);
        Assert.Contains("NOT_EMPTY", (await TryAsync(restored, "restore", export, "--yes", "-o", "json")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_that_is_killed_goes_on_when_it_is_run_again()
    {
        var (export, before) = await ExportAsync();
        var restored = await StartAsync(onEtcd: true);

        for (var reservations = 0; reservations < 3; reservations++)
        {
            var enough = reservations;
            await using var killed = RunningProgram.Start(Programs.Cli, "restore", export, "--yes", "--endpoint", restored);
            await Eventually.HoldsAsync(
                "it has begun, or is done", async () => killed.HasExited || await CountReservationsAsync(restored) > enough, evidence: () => killed.Log);
            await killed.KillAsync();
        }

        await DoAsync(restored, "restore", export, "--yes");

        Assert.Equal(before["node-1"].Subnets, (await AcquireAsync(restored, "edge", "node-1")).Subnets);
        Assert.Equal(before["default-1"].Subnets, (await AcquireAsync(restored, "default", "default-1")).Subnets);
        Assert.True((await AcquireAsync(restored, "edge", "node-2")).Epoch > 1_000_000);
    }

    [Fact]
    public async Task A_service_that_is_in_use_is_refused_and_left_alone()
    {
        var (export, before) = await ExportAsync();
        var inUse = await StartAsync(onEtcd: false);
        var held = await AcquireAsync(inUse, "default", "somebody");

        var refused = await TryAsync(inUse, "restore", export, "--yes");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("pool default is there, with 1 leases that no restore of this export has made", refused.Error, StringComparison.Ordinal);
        Assert.Equal(held.Epoch, (await AcquireAsync(inUse, "default", "somebody")).Epoch);
        Assert.Equal(2, (await TryAsync(inUse, "restore", export)).ExitCode);
        await File.WriteAllTextAsync(export, """{"format":"actornet-export/2"}""", Cancellation);
        Assert.Contains("format: 'actornet-export/2'", (await TryAsync(inUse, "restore", export, "--yes")).Error, StringComparison.Ordinal);
        Assert.NotEmpty(before);
    }

    /// <summary>A service with two pools, leases and reservations, its export, and its end.</summary>
    private async Task<(string File, Dictionary<string, Lease> Leases)> ExportAsync()
    {
        var old = await StartAsync(onEtcd: false);
        await DoAsync(old, "pool", "create", "edge", "--cidr", "10.118.0.0/20", "--ipv4-prefix-length", "24", "--shards", "2", "--ttl", "1h");
        await DoAsync(old, "reservation", "create", "gateways", "--cidr", "10.118.7.0/24", "--pool", "edge", "--reason", "routers");
        var leases = new Dictionary<string, Lease>(StringComparer.Ordinal);
        foreach (var (pool, node) in new[] { ("edge", "node-1"), ("edge", "node-2"), ("default", "default-1"), ("default", "default-2") })
        {
            leases[node] = await AcquireAsync(old, pool, node);
        }

        await DoAsync(old, "reservation", "create", "kept", "--cidr", leases["node-2"].Subnets.Single(), "--node", "node-2", "--pool", "edge");
        var file = _directory.Combine($"{Guid.NewGuid():n}.json");
        await DoAsync(old, "export", "--file", file);
        Assert.Equal(2, JsonNode.Parse(await File.ReadAllTextAsync(file, Cancellation))!["pools"]![1]!["reservations"]!.AsArray().Count);
        return (file, leases);
    }

    private async Task<string> StartAsync(bool onEtcd)
    {
        var coordinator = onEtcd ? await LocalCoordinator.StartAsync(_etcd) : await LocalCoordinator.StartAsync(_directory.Combine($"{Guid.NewGuid():n}"));
        _services.Add(coordinator);
        return $"http://127.0.0.1:{coordinator.Port}";
    }

    private static async Task<Lease> AcquireAsync(string endpoint, string pool, string node)
    {
        using var channel = GrpcChannel.ForAddress(endpoint);
        var request = new AcquireLeaseRequest { Pool = pool, NodeId = node, Instance = ByteString.CopyFrom(new byte[16]) };
        return (await new LeaseService.LeaseServiceClient(channel).AcquireLeaseAsync(request, cancellationToken: Cancellation)).Lease;
    }

    private static async Task RenewAsync(string endpoint, Lease lease)
    {
        using var channel = GrpcChannel.ForAddress(endpoint);
        var request = new RenewLeaseRequest { Pool = lease.Pool, NodeId = lease.NodeId, Instance = ByteString.CopyFrom(new byte[16]), Epoch = lease.Epoch };
        await new LeaseService.LeaseServiceClient(channel).RenewLeaseAsync(request, cancellationToken: Cancellation);
    }

    private static async Task<int> CountReservationsAsync(string endpoint)
    {
        using var channel = GrpcChannel.ForAddress(endpoint);
        return (await new PoolService.PoolServiceClient(channel).ListReservationsAsync(new ListReservationsRequest(), cancellationToken: Cancellation)).Reservations.Count;
    }

    private static Task<ShellResult> TryAsync(string endpoint, params string[] arguments) => Shell.TryRunAsync(Programs.Cli, [.. arguments, "--endpoint", endpoint]);

    private static async Task<string> DoAsync(string endpoint, params string[] arguments)
    {
        var result = await TryAsync(endpoint, arguments);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {result.ExitCode} {result.Output}{result.Error}");
    }
}
