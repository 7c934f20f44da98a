using System.Text.Json;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Google.Protobuf;
using Grpc.Net.Client;

namespace ActorNet.Integration.Cluster;

/// <summary>What <c>actornet export</c> writes of a real coordinator.</summary>
public sealed class ExportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_every_pool_and_the_quarantined_leases_too()
    {
        using var directory = new TemporaryDirectory();
        await using var coordinator = await LocalCoordinator.StartAsync(directory.Combine("journal"));
        var endpoint = $"http://127.0.0.1:{coordinator.Port}";
        using var channel = GrpcChannel.ForAddress(endpoint);
        var leases = new LeaseService.LeaseServiceClient(channel);
        var instance = ByteString.CopyFrom(new byte[16]);
        var held = (await leases.AcquireLeaseAsync(new AcquireLeaseRequest { NodeId = "held", Instance = instance }, cancellationToken: Cancellation)).Lease;
        var released = (await leases.AcquireLeaseAsync(new AcquireLeaseRequest { NodeId = "released", Instance = instance }, cancellationToken: Cancellation)).Lease;
        await leases.ReleaseLeaseAsync(
            new ReleaseLeaseRequest { NodeId = "released", Epoch = released.Epoch, Instance = instance }, cancellationToken: Cancellation);
        await Shell.RunAsync(Programs.Cli, "pool", "create", "edge", "--cidr", "10.9.0.0/16", "--endpoint", endpoint);
        var file = directory.Combine("export.json");

        await Shell.RunAsync(Programs.Cli, "export", "--file", file, "--endpoint", endpoint);

        using var export = JsonDocument.Parse(await File.ReadAllTextAsync(file, Cancellation));
        Assert.Equal("actornet-export/1", export.RootElement.GetProperty("format").GetString());
        var pools = export.RootElement.GetProperty("pools").EnumerateArray().ToList();
        Assert.Equal(["default", "edge"], pools.Select(pool => pool.GetProperty("pool").GetProperty("name").GetString()));
        var exported = pools[0].GetProperty("leases").EnumerateArray().Select(lease => JsonParser.Default.Parse<Lease>(lease.GetRawText())).ToList();
        Assert.Equal([("held", LeaseState.Active), ("released", LeaseState.Quarantined)], exported.Select(lease => (lease.NodeId, lease.State)));
        Assert.Equal((held.Epoch, held.Subnets), (exported[0].Epoch, exported[0].Subnets));
        Assert.True(long.Parse(pools[0].GetProperty("revision").GetString()!) >= exported[1].Revision);
        Assert.Empty(pools[1].GetProperty("leases").EnumerateArray());
    }
}
