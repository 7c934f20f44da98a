using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Grpc.Net.Client;

namespace ActorNet.Integration.Flannel;

/// <summary>An etcd, a coordinator on it, and what tests reach them with.</summary>
public sealed class MirrorWorld : IAsyncLifetime
{
    private LocalCoordinator _coordinator = null!;
    private GrpcChannel _channel = null!;

    public EtcdCluster Cluster { get; private set; } = null!;

    public EtcdConnection Etcd { get; private set; } = null!;

    public string Endpoint => $"http://127.0.0.1:{_coordinator.Port}";

    public string Log => _coordinator.Log;

    public LeaseService.LeaseServiceClient Leases { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Cluster = await EtcdCluster.StartAsync();
        Etcd = new EtcdConnection(new EtcdConnectionSettings { Endpoints = [.. Cluster.Endpoints.Select(endpoint => new Uri(endpoint))] });
        _coordinator = await LocalCoordinator.StartAsync(Cluster);
        _channel = GrpcChannel.ForAddress(Endpoint);
        Leases = new LeaseService.LeaseServiceClient(_channel);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _coordinator.DisposeAsync();
        await Etcd.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
