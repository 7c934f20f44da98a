using ActorNet.Histories.Journal;
using ActorNet.Testing;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Grpc.Net.Client;

namespace ActorNet.Integration.Cluster;

/// <summary>Coordinators on loopback, of which any number runs.</summary>
internal sealed class OneHost : IAsyncDisposable
{
    private readonly EtcdCluster etcd;

    private OneHost(EtcdCluster etcd, int size)
    {
        this.etcd = etcd;
        Endpoints = [.. LoopbackPorts.Take(size).Select(port => new Uri($"http://127.0.0.1:{port}"))];
        Replicas = [.. Endpoints.Select(Place)];
    }

    public IReadOnlyList<Uri> Endpoints { get; }

    public IReadOnlyList<Replica> Replicas { get; }

    /// <summary>Starts etcd, and no replica yet.</summary>
    public static async Task<OneHost> CreateAsync(int size) => new(await EtcdCluster.StartAsync(), size);

    /// <summary>All that is in etcd, once nobody writes any more.</summary>
    public async Task<JournalContents> ReadJournalAsync()
    {
        await using var connection = new EtcdConnection(new EtcdConnectionSettings { Endpoints = [.. etcd.Endpoints.Select(endpoint => new Uri(endpoint))] });
        return await JournalReader.ReadAsync(connection, "/actornet/", TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas)
        {
            await replica.DisposeAsync();
        }

        await etcd.DisposeAsync();
    }

    private Replica Place(Uri endpoint) => new(
        endpoint.Authority,
        () => RunningProgram.Start(
            Programs.Coordinator, ["--etcd", .. etcd.Endpoints, "--listen", endpoint.Authority, "--cluster-address", "127.0.0.1:0", .. LoadedPool.Options]),
        GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions { MaxReconnectBackoff = TimeSpan.FromSeconds(1) }));
}
