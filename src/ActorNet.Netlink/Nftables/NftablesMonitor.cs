using System.Threading.Channels;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink;

/// <summary>
/// Tells when anybody has changed nf_tables in one network namespace, this process included. What has changed it does not say: whoever wants to know looks, and whether there
/// is anything to look at <see cref="NftablesOperations.GetGenerationAsync"/> says. Elements that time out are no change.
/// </summary>
public sealed class NftablesMonitor : IDisposable, IDatagramSink
{
    /// <summary>NFNLGRP_NFTABLES (<c>linux/netfilter/nfnetlink.h</c>), as a bit of sockaddr_nl.nl_groups.</summary>
    private const uint Group = 1 << (7 - 1);

    /// <summary>The kernel tells every rule of a transaction; whatever of it does not fit is lost, and that is a change as well.</summary>
    private const int ReceiveBuffer = 64 * 1024;

    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleWriter = true });
    private readonly SocketListener listener;

    private NftablesMonitor(NetlinkSocket socket) => listener = new SocketListener("nftables monitor", socket, this);

    /// <summary>Opens a monitor in the network namespace of the calling thread.</summary>
    /// <exception cref="NetlinkException">The kernel refused: EPROTONOSUPPORT if it has no netfilter, EPERM without CAP_NET_ADMIN.</exception>
    public static NftablesMonitor Open() => new(NetlinkSocket.Open(Group, ReceiveBuffer, Libc.NetfilterProtocol));

    /// <summary>Opens a monitor in another network namespace.</summary>
    /// <inheritdoc cref="Open()"/>
    public static NftablesMonitor Open(NetNamespace networkNamespace)
    {
        ArgumentNullException.ThrowIfNull(networkNamespace);
        return networkNamespace.Run(Open);
    }

    /// <summary>Waits until there has been a change since this last returned, or since the monitor was opened. For one caller at a time.</summary>
    /// <returns>Whether there was one; false after the monitor was disposed.</returns>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken = default) =>
        await changes.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && changes.Reader.TryRead(out _);

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    void IDatagramSink.Take(ReadOnlySpan<byte> datagram, CancellationToken stopping) => changes.Writer.TryWrite(true);

    void IDatagramSink.NoteLoss(CancellationToken stopping) => changes.Writer.TryWrite(true);

    void IDatagramSink.End(Exception? failure) => changes.Writer.TryComplete(failure);
}
