using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink;

/// <summary>
/// Reports changes in one network namespace as they happen. To follow the kernel's state: open a monitor, list, then read the
/// events, and list again after each <see cref="OverrunEvent"/>. An event may be older than the list.
/// </summary>
public sealed class NetlinkMonitor : IDisposable
{
    /// <summary>How many events wait to be read before the kernel's own buffer starts to fill.</summary>
    internal const int Capacity = 4096;

    private const int DefaultReceiveBuffer = 4 * 1024 * 1024;

    private readonly Channel<NetlinkEvent> events = Channel.CreateUnbounded<NetlinkEvent>(new() { SingleWriter = true });
    private readonly SemaphoreSlim room = new(Capacity, Capacity);
    private readonly CancellationTokenSource stop = new();
    private readonly NetlinkSocket socket;
    private readonly WakeUp wakeUp = new();

    private NetlinkMonitor(NetlinkSocket socket)
    {
        this.socket = socket;
        new Thread(Pump) { IsBackground = true, Name = "netlink monitor" }.Start();
    }

    /// <summary>Opens a monitor in the network namespace of the calling thread.</summary>
    /// <param name="groups">What to listen to.</param>
    /// <param name="receiveBuffer">How many bytes of messages, with the kernel's overhead for each, may wait: about 1 KiB an event.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static NetlinkMonitor Open(MonitorGroups groups = MonitorGroups.All, int receiveBuffer = DefaultReceiveBuffer) =>
        new(NetlinkSocket.Open((uint)groups, receiveBuffer));

    /// <summary>Opens a monitor in another network namespace.</summary>
    /// <inheritdoc cref="Open(MonitorGroups, int)"/>
    public static NetlinkMonitor Open(
        NetNamespace networkNamespace, MonitorGroups groups = MonitorGroups.All, int receiveBuffer = DefaultReceiveBuffer)
    {
        ArgumentNullException.ThrowIfNull(networkNamespace);
        return networkNamespace.Run(() => Open(groups, receiveBuffer));
    }

    /// <summary>Opens a monitor in the network namespace of the given file, such as <c>/run/netns/NAME</c>.</summary>
    /// <inheritdoc cref="Open(MonitorGroups, int)"/>
    public static NetlinkMonitor OpenInNamespace(
        string path, MonitorGroups groups = MonitorGroups.All, int receiveBuffer = DefaultReceiveBuffer)
    {
        using var networkNamespace = NetNamespace.Open(path);
        return Open(networkNamespace, groups, receiveBuffer);
    }

    /// <summary>
    /// The events since the monitor was opened, each once, for one reader. Ends when the monitor is disposed.
    /// </summary>
    /// <exception cref="NetlinkException">The socket failed, or a message could not be understood.</exception>
    public async IAsyncEnumerable<NetlinkEvent> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in events.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            room.Release();
            yield return item;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (stop.IsCancellationRequested)
            return;
        stop.Cancel();
        wakeUp.Signal();
    }

    /// <summary>
    /// Moves events from the socket to the reader. When the reader falls behind this waits, the kernel's buffer fills, and the kernel
    /// says that events were lost: memory stays bounded and nothing is lost in silence.
    /// </summary>
    private void Pump()
    {
        Exception? failure = null;
        try
        {
            while (!stop.IsCancellationRequested)
                PumpOnce();
        }
        catch (OperationCanceledException)
        {
            // The monitor was disposed while it waited for the reader: the end of the stream says so.
        }
        catch (Exception e)
        {
            failure = e;
        }

        events.Writer.TryComplete(failure);
        socket.Dispose();
        wakeUp.Dispose();
    }

    private void PumpOnce()
    {
        switch (socket.Receive(out var datagram))
        {
            case ReceiveStatus.Received:
                foreach (var item in EventParser.Parse(datagram))
                    Publish(item);
                break;
            case ReceiveStatus.Lost:
                Discard();
                Publish(new OverrunEvent());
                break;
            case ReceiveStatus.Empty:
                wakeUp.WaitReadable(socket.Descriptor);
                break;
        }
    }

    /// <summary>
    /// Drops what is left in the socket: it is older than what was lost, and after the reader has listed anew it would look newer.
    /// </summary>
    private void Discard()
    {
        while (!stop.IsCancellationRequested && socket.Receive(out _) != ReceiveStatus.Empty)
        {
        }
    }

    private void Publish(NetlinkEvent item)
    {
        room.Wait(stop.Token);
        events.Writer.TryWrite(item);
    }
}
