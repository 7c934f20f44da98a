using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace ActorNet.Coordinator.Tests.Cluster;

public sealed class StatusTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_coordinator_that_runs_says_that_it_serves()
    {
        var status = await client.Cluster.GetStatusAsync(new GetStatusRequest(), cancellationToken: Cancellation);

        Assert.True(status.Serving);
        Assert.Empty(status.Problems);
        Assert.Equal(JournalKind.Embedded, status.Journal);
        Assert.StartsWith("0.1.0", status.Version, StringComparison.Ordinal);
        Assert.True(status.Revision > 0);
        Assert.True(status.Pools > 0);
        Assert.True(status.Uptime.ToTimeSpan() > TimeSpan.Zero);
        Assert.True(Assert.Single(status.Replicas) is { Self: true, PoolCoordinator: true, Reachable: true });
    }

    [Theory]
    [InlineData("")]
    [InlineData("actornet.v1.LeaseService")]
    public async Task The_health_service_answers_for_the_server_and_for_each_service(string service)
    {
        var health = await new Grpc.Health.V1.Health.HealthClient(client.Channel).CheckAsync(new Grpc.Health.V1.HealthCheckRequest { Service = service }, cancellationToken: Cancellation);

        Assert.Equal(Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Fact]
    public async Task The_reflection_service_lists_the_services()
    {
        using var call = new ServerReflection.ServerReflectionClient(client.Channel).ServerReflectionInfo(cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = string.Empty }, Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));

        var services = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToList();

        Assert.Contains("actornet.v1.LeaseService", services);
        Assert.Contains("actornet.v1.PoolService", services);
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused()
    {
        var request = new AcquireLeaseRequest { NodeId = new string('x', 70_000) };

        var exception = await Assert.ThrowsAsync<RpcException>(async () => await client.Leases.AcquireLeaseAsync(request, cancellationToken: Cancellation));

        Assert.Equal(StatusCode.ResourceExhausted, exception.StatusCode);
    }
}
