using ActorNet.Contracts.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace ActorNet.Benchmarks.Clients;

/// <summary>A fixed number of HTTP/2 connections, which many callers share.</summary>
internal sealed class Connections : IDisposable
{
    private readonly GrpcChannel[] channels;
    private readonly LeaseService.LeaseServiceClient[] clients;

    /// <summary>Makes them; they connect when they are used.</summary>
    /// <param name="addresses">Of replicas.</param>
    /// <param name="perAddress">How many to each.</param>
    public Connections(IEnumerable<string> addresses, int perAddress)
    {
        var each = addresses.ToList();
        channels = [.. Enumerable.Range(0, each.Count * perAddress).Select(index => Connect(each[index % each.Count]))];
        clients = [.. channels.Select(channel => new LeaseService.LeaseServiceClient(channel))];
    }

    public int Count => channels.Length;

    /// <summary>Neighbouring callers come to different replicas.</summary>
    public LeaseService.LeaseServiceClient this[int caller] => clients[caller % clients.Length];

    public CallInvoker Invoker(int caller) => channels[caller % channels.Length].CreateCallInvoker();

    public void Dispose()
    {
        foreach (var channel in channels)
        {
            channel.Dispose();
        }
    }

    private static GrpcChannel Connect(string address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) },
        MaxReceiveMessageSize = null,
    });
}
