using System.Net;
using System.Net.Sockets;
using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Hosting;

namespace ActorNet.Coordinator.Cluster;

/// <summary>Finds out where others reach this host: they reach etcd as well, so it is the address from which this one does.</summary>
internal static class OwnAddress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The address of the options, or else the one that is found.</summary>
    /// <exception cref="StartException">None is found.</exception>
    public static async Task<IPAddress> FindAsync(ClusterOptions cluster, EtcdStorageOptions etcd, TimeProvider time, CancellationToken cancellation)
    {
        if (cluster.Address.Address is { } given)
        {
            return given;
        }

        var begin = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await FromWhichToReachAsync(etcd.Connection.Endpoints[0], cancellation);
            }
            catch (SocketException exception) when (time.GetElapsedTime(begin) > Patience)
            {
                throw new StartException(
                    $"no address of this host is known to the other coordinators, because {etcd.Connection.Endpoints[0].Host} cannot be found: "
                        + $"{exception.Message}; give one with {OptionKey.ClusterAddress.Flag}",
                    exception);
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    /// <summary>Connecting a datagram socket sends nothing, and makes the kernel choose the address to send from.</summary>
    private static async Task<IPAddress> FromWhichToReachAsync(Uri endpoint, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(endpoint.IdnHost, cancellation);
        using var socket = new Socket(addresses[0].AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(addresses[0], endpoint.Port, cancellation);
        return ((IPEndPoint)socket.LocalEndPoint!).Address;
    }
}
