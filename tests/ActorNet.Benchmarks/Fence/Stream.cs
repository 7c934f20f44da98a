using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Fence;

/// <summary>A flood of datagrams from one container to another, with the time of sending in each.</summary>
internal sealed class Stream : IDisposable
{
    private const int Port = 7420;
    private const int ReceiveBuffer = 8 * 1024 * 1024;
    private static readonly TimeSpan Straggling = TimeSpan.FromMilliseconds(300);

    private readonly Socket sender;
    private readonly Socket receiver;
    private readonly EndPoint target;
    private readonly Thread sending;
    private readonly Thread receiving;
    private volatile bool isStopped;
    private long sent;
    private long received;
    private long lastArrived;

    public Stream(Container from, Container to)
    {
        receiver = NamespaceSocket.OpenDatagram(to.Namespace);
        receiver.ReceiveBufferSize = ReceiveBuffer;
        receiver.ReceiveTimeout = (int)Straggling.TotalMilliseconds;
        receiver.Bind(new IPEndPoint(IPAddress.Any, Port));
        sender = NamespaceSocket.OpenDatagram(from.Namespace);
        target = new IPEndPoint(IPAddress.Parse(to.Address), Port);
        sending = new Thread(Send);
        receiving = new Thread(Receive);
        receiving.Start();
        sending.Start();
    }

    /// <summary>How many were sent.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>When the last one was sent that arrived, on the monotonic clock.</summary>
    public TimeSpan LastArrived => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref lastArrived));

    /// <summary>Stops, waits for stragglers, and gives how many were lost.</summary>
    public long Stop()
    {
        isStopped = true;
        sending.Join();
        receiving.Join();
        return sent - received;
    }

    public void Dispose()
    {
        Stop();
        sender.Dispose();
        receiver.Dispose();
    }

    private void Send()
    {
        Span<byte> datagram = stackalloc byte[sizeof(long)];
        while (!isStopped)
        {
            BinaryPrimitives.WriteInt64LittleEndian(datagram, Stopwatch.GetTimestamp());
            try
            {
                sender.SendTo(datagram, target);
                Interlocked.Increment(ref sent);
            }
            catch (SocketException)
            {
                // A queue was full: it has not left, and is not lost on the way.
            }

            Thread.Yield();
        }
    }

    private void Receive()
    {
        var datagram = new byte[sizeof(long)];
        while (true)
        {
            try
            {
                receiver.Receive(datagram);
                received++;
                Interlocked.Exchange(ref lastArrived, BinaryPrimitives.ReadInt64LittleEndian(datagram));
            }
            catch (SocketException)
            {
                if (isStopped)
                {
                    return;
                }
            }
        }
    }
}
