namespace ActorNet.Netlink.Transport;

/// <summary>
/// Listens to a socket on a thread of its own, until it is disposed. A sink that waits holds the thread up: the kernel's buffer fills, and the kernel says that messages
/// were lost, so that memory stays bounded and nothing is lost in silence.
/// </summary>
internal sealed class SocketListener : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly WakeUp wakeUp = new();
    private readonly NetlinkSocket socket;
    private readonly IDatagramSink sink;

    /// <summary>Starts listening. The socket is the listener's from now on.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="sink">Takes what is heard.</param>
    public SocketListener(string name, NetlinkSocket socket, IDatagramSink sink)
    {
        this.socket = socket;
        this.sink = sink;
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    public void Dispose()
    {
        if (stop.IsCancellationRequested)
            return;
        stop.Cancel();
        wakeUp.Signal();
    }

    private void Run()
    {
        Exception? failure = null;
        try
        {
            while (!stop.IsCancellationRequested)
                Turn();
        }
        catch (OperationCanceledException)
        {
            // It was disposed while the sink waited.
        }
        catch (Exception e)
        {
            failure = e;
        }

        sink.End(failure);
        socket.Dispose();
        wakeUp.Dispose();
    }

    private void Turn()
    {
        switch (socket.Receive(out var datagram))
        {
            case ReceiveStatus.Received:
                sink.Take(datagram, stop.Token);
                break;
            case ReceiveStatus.Lost:
                Discard();
                sink.NoteLoss(stop.Token);
                break;
            case ReceiveStatus.Empty:
                wakeUp.WaitReadable(socket.Descriptor);
                break;
        }
    }

    private void Discard()
    {
        while (!stop.IsCancellationRequested && socket.Receive(out _) != ReceiveStatus.Empty)
        {
        }
    }
}
