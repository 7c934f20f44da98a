using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorNet.Testing;

/// <summary>
/// Ports to listen at that lie below the range from which the kernel takes the source ports of connections
/// (<c>net.ipv4.ip_local_port_range</c>). One of that range can be taken by any connection while a program that listens there is restarted, and
/// a client that tries it again and again can even end up connected to itself.
/// </summary>
public static class LoopbackPorts
{
    private const int Lowest = 10_000;
    private static readonly int Highest = ReadFirstSourcePort() - 1;
    private static readonly HashSet<int> Taken = [];

    /// <summary>A port that is free at every address of this host, and given to nobody else of this process.</summary>
    public static int Take()
    {
        lock (Taken)
        {
            while (true)
            {
                var port = Random.Shared.Next(Lowest, Highest + 1);
                if (IsFree(port) && Taken.Add(port))
                {
                    return port;
                }
            }
        }
    }

    /// <summary>Several of them.</summary>
    public static int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Take())];

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int ReadFirstSourcePort() =>
        int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t')[0], CultureInfo.InvariantCulture);
}
