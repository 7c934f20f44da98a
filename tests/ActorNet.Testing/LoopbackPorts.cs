using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorNet.Testing;

/// <summary>
/// Ports to listen at that lie below the range from which the kernel takes the source ports of connections
/// (<c>net.ipv4.ip_local_port_range</c>). One of that range can be taken by any connection while a program that listens there is restarted, and
/// a client that tries it again and again can even end up connected to itself.
/// </summary>
/// <remarks>
/// Test programs run beside each other, and a port is not listened at between its choice and the start of the program that gets it, nor while that is
/// restarted. So each process takes ports out of blocks that are its own for as long as it lives: a locked file says so.
/// </remarks>
public static class LoopbackPorts
{
    private const int Lowest = 10_000;
    private const int BlockSize = 100;
    private static readonly string Locks = Path.Combine(Path.GetTempPath(), "actornet-test-ports");
    private static readonly int Blocks = (ReadFirstSourcePort() - Lowest) / BlockSize;
    private static readonly Queue<int> Left = new();

    /// <summary>The locks end with the process, however it ends.</summary>
    private static readonly List<FileStream> Held = [];

    /// <summary>A port that is free at every address of this host, and given to nobody else of any test program.</summary>
    public static int Take()
    {
        lock (Left)
        {
            while (true)
            {
                if (!Left.TryDequeue(out var port))
                {
                    TakeBlock();
                }
                else if (IsFree(port))
                {
                    return port;
                }
            }
        }
    }

    /// <summary>Several of them.</summary>
    public static int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Take())];

    private static void TakeBlock()
    {
        Directory.CreateDirectory(Locks);
        var order = Enumerable.Range(0, Blocks).ToArray();
        Random.Shared.Shuffle(order);
        var block = order.First(TryLock);
        foreach (var port in Enumerable.Range(Lowest + (block * BlockSize), BlockSize))
        {
            Left.Enqueue(port);
        }
    }

    private static bool TryLock(int block)
    {
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB).
            Held.Add(new FileStream(Path.Combine(Locks, block.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

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
