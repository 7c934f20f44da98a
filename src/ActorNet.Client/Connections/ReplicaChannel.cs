using System.Net.Sockets;
using ActorNet.Client.Endpoints;
using Grpc.Net.Client;

namespace ActorNet.Client.Connections;

/// <summary>Makes the connection to one address of an endpoint.</summary>
internal static class ReplicaChannel
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    // One that was only hedged over is not needed for long; one with a stream is never idle.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A connection can die without a word: the address that it came from is taken off the interface, say. The kernel would try for minutes;
    /// this is how long it takes to know better. Any message from the other side makes a ping unnecessary.
    /// </summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(3);

    public static GrpcChannel Open(ReplicaAddress replica, int maxReceiveMessageSize) => GrpcChannel.ForAddress(replica.Endpoint, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = maxReceiveMessageSize,
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler
        {
            // The endpoint stays what is asked for, so a certificate has to name it; only the address is ours.
            ConnectCallback = (_, cancellationToken) => ConnectAsync(replica, cancellationToken),

            // HTTP proxies do not carry HTTP/2 without TLS, and the cluster's own network is behind none.
            UseProxy = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = IdleTimeout,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            EnableMultipleHttp2Connections = true,
        },
    });

    private static async ValueTask<Stream> ConnectAsync(ReplicaAddress replica, CancellationToken cancellationToken)
    {
        var socket = new Socket(replica.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(replica.Address, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
