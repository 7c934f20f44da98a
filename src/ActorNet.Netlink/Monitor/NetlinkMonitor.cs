using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink;

/// <summary>
/// Reports changes in one network namespace as they happen. To follow the kernel's state: open a monitor, list, then read the
/// events, and list again after each <see cref="OverrunEvent"/>. An event may be older than the list.
/// </summary>
public sealed class NetlinkMonitor : IDisposable, IDatagramSink
{
    /// <summary>How many events wait to be read before the kernel's own buffer starts to fill.</summary>
    internal const int Capacity = 4096;

    private const int DefaultReceiveBuffer = 4 * 1024 * 1024;

    private readonly Channel<NetlinkEvent> events = Channel.CreateUnbounded<NetlinkEvent>(new() { SingleWriter = true });
    private readonly SemaphoreSlim room = new(Capacity, Capacity);
    private readonly SocketListener listener;

    private NetlinkMonitor(NetlinkSocket socket) => listener = new SocketListener("netlink monitor", socket, this);

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
    public void Dispose() => listener.Dispose();

    void IDatagramSink.Take(ReadOnlySpan<byte> datagram, CancellationToken stopping)
    {
        foreach (var item in EventParser.Parse(datagram))
            Publish(item, stopping);
    }

    void IDatagramSink.NoteLoss(CancellationToken stopping) => Publish(new OverrunEvent(), stopping);

    void IDatagramSink.End(Exception? failure) => events.Writer.TryComplete(failure);

    /// <summary>Waits while the reader is behind.</summary>
    private void Publish(NetlinkEvent item, CancellationToken stopping)
    {
        room.Wait(stopping);
        events.Writer.TryWrite(item);
    }
}
