using System.Net;
using System.Net.Sockets;

namespace ActorNet.Testing;

/// <summary>Sockets in another network namespace. A socket stays where it was made, whichever thread uses it later.</summary>
public static class NamespaceSocket
{
    /// <summary>A TCP socket over IPv4 that can be connected.</summary>
    public static Socket Open(NetworkNamespace host) =>
        NamespaceThread.Run(host, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    /// <summary>A UDP socket over IPv4.</summary>
    public static Socket OpenDatagram(NetworkNamespace host) =>
        NamespaceThread.Run(host, () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));

    /// <summary>A connection over TCP.</summary>
    public static async ValueTask<Stream> ConnectAsync(NetworkNamespace host, IPEndPoint address, CancellationToken cancellation)
    {
        var socket = Open(host);
        try
        {
            await socket.ConnectAsync(address, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
