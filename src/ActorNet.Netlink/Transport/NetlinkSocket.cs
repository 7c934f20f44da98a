using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Transport;

/// <summary>A non-blocking netlink socket with extended acknowledgements and strict checks. Not for two threads at a time.</summary>
internal sealed class NetlinkSocket : IDisposable
{
    // The kernel makes dumps in pieces of at most 32 KiB, and notifications of at most a page; a single link with many virtual functions can be larger.
    private const int InitialReceiveLength = 32 * 1024;
    private const int InitialNotificationLength = 8 * 1024;
    private const int MaximumReceiveLength = 16 * 1024 * 1024;

    // The kernel answers before send returns, so this only ends the wait for an answer that it failed to make.
    private const int AnswerTimeoutMilliseconds = 5_000;

    private readonly FileDescriptor descriptor;
    private uint sequence;
    private byte[] buffer;

    private NetlinkSocket(FileDescriptor descriptor, bool hasGroups)
    {
        this.descriptor = descriptor;
        buffer = new byte[hasGroups ? InitialNotificationLength : InitialReceiveLength];
    }

    /// <summary>The address of this socket in its namespace: answers carry it.</summary>
    public uint PortId { get; private set; }

    /// <summary>How many bytes of messages, with the kernel's overhead for each, may wait for this socket.</summary>
    public int ReceiveBuffer => GetOption(Libc.ReceiveBuffer);

    /// <summary>The number that the next request will get.</summary>
    public uint Sequence => sequence;

    internal FileDescriptor Descriptor => descriptor;

    /// <summary>Opens a socket in the network namespace of the calling thread.</summary>
    /// <param name="groups">The multicast groups to join, as the bits of RTMGRP_.</param>
    /// <param name="receiveBuffer">The wanted size of the receive buffer in bytes; less is granted to a process without privileges.</param>
    /// <param name="protocol">NETLINK_ROUTE, or NETLINK_NETFILTER.</param>
    /// <exception cref="NetlinkException">The kernel refused the socket, or is older than 4.20 and has no strict checks
    /// (ENOPROTOOPT).</exception>
    public static NetlinkSocket Open(uint groups, int receiveBuffer, int protocol = Libc.RouteProtocol)
    {
        const int type = Libc.RawSocket | Libc.CloseOnExec | Libc.NonBlocking;
        var socket = new NetlinkSocket(FileDescriptor.Take(Libc.Socket(Libc.NetlinkFamily, type, protocol), "netlink socket"), groups != 0);
        try
        {
            socket.Configure(groups, receiveBuffer);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes a request with its header to a datagram. Its number is used up, even if nothing comes of it: a late answer to one request
    /// is never taken for the answer to another.
    /// </summary>
    /// <returns>Its length.</returns>
    public int Write(Span<byte> datagram, MessageType type, MessageFlags flags, ReadOnlySpan<byte> body)
    {
        var length = MessageHeader.Size + body.Length;
        MemoryMarshal.Write(datagram, new MessageHeader((uint)length, type, flags, sequence++, PortId));
        body.CopyTo(datagram[MessageHeader.Size..]);
        return length;
    }

    /// <summary>Makes room for datagrams of this length to be sent, as far as the process may.</summary>
    public void GrowSendBuffer(int length)
    {
        if (!TrySetOption(Libc.SocketLevel, Libc.SendBufferForce, length))
            TrySetOption(Libc.SocketLevel, Libc.SendBuffer, length);
    }

    /// <summary>Hands a datagram of requests to the kernel, which carries them out before this returns.</summary>
    public Errno Send(ReadOnlySpan<byte> datagram)
    {
        var kernel = new NetlinkAddress { Family = Libc.NetlinkFamily };
        while (Libc.SendTo(descriptor, datagram, (nuint)datagram.Length, 0, kernel, NetlinkAddress.Size) < 0)
        {
            if (Libc.LastErrno != Errno.EINTR)
                return Libc.LastErrno;
        }

        return Errno.None;
    }

    /// <summary>Takes the next datagram from the kernel, if one is waiting. It is valid until the next call.</summary>
    public ReceiveStatus Receive(out ReadOnlySpan<byte> datagram)
    {
        while (true)
        {
            datagram = default;
            var addressLength = NetlinkAddress.Size;
            var length = (int)Libc.ReceiveFrom(
                descriptor, buffer, (nuint)buffer.Length, Libc.Truncate, out var sender, ref addressLength);
            if (length < 0)
            {
                switch (Libc.LastErrno)
                {
                    case Errno.EINTR:
                        continue;
                    case Errno.EAGAIN:
                        return ReceiveStatus.Empty;
                    case Errno.ENOBUFS:
                        return ReceiveStatus.Lost;
                    default:
                        throw Libc.LastError("netlink receive");
                }
            }

            // Any process may send to this socket; only the kernel has port id 0.
            if (sender.PortId != 0)
                continue;

            if (length > buffer.Length)
            {
                Grow(length);
                return ReceiveStatus.Lost;
            }

            datagram = buffer.AsSpan(0, length);
            return ReceiveStatus.Received;
        }
    }

    /// <summary>Waits for an answer of the kernel.</summary>
    /// <returns>Whether one came in time.</returns>
    public bool WaitForAnswer()
    {
        var held = false;
        try
        {
            descriptor.DangerousAddRef(ref held);
            Span<PollEntry> entries = [new PollEntry { Descriptor = (int)descriptor.DangerousGetHandle(), Events = Libc.PollIn }];
            int ready;
            do
                ready = Libc.Poll(entries, 1, AnswerTimeoutMilliseconds);
            while (ready < 0 && Libc.LastErrno == Errno.EINTR);
            return ready < 0 ? throw Libc.LastError("netlink poll") : ready > 0;
        }
        finally
        {
            if (held)
                descriptor.DangerousRelease();
        }
    }

    public void Dispose() => descriptor.Dispose();

    private void Configure(uint groups, int receiveBuffer)
    {
        SetOption(Libc.NetlinkLevel, Libc.CapAck, 1, "NETLINK_CAP_ACK");
        SetOption(Libc.NetlinkLevel, Libc.ExtAck, 1, "NETLINK_EXT_ACK");
        SetOption(Libc.NetlinkLevel, Libc.GetStrictCheck, 1, "NETLINK_GET_STRICT_CHK");

        // FORCE passes the limit of net.core.rmem_max, if the process may.
        if (!TrySetOption(Libc.SocketLevel, Libc.ReceiveBufferForce, receiveBuffer))
            SetOption(Libc.SocketLevel, Libc.ReceiveBuffer, receiveBuffer, "SO_RCVBUF");

        var own = new NetlinkAddress { Family = Libc.NetlinkFamily, Groups = groups };
        if (Libc.Bind(descriptor, own, NetlinkAddress.Size) < 0)
            throw Libc.LastError("netlink bind");

        var length = NetlinkAddress.Size;
        if (Libc.GetSocketName(descriptor, out own, ref length) < 0)
            throw Libc.LastError("netlink getsockname");
        PortId = own.PortId;
    }

    private void Grow(int length)
    {
        if (length > MaximumReceiveLength)
            throw NetlinkException.Malformed($"a datagram of {length} bytes");
        buffer = new byte[(int)BitOperations.RoundUpToPowerOf2((uint)length)];
    }

    private void SetOption(int level, int name, int value, string what)
    {
        if (!TrySetOption(level, name, value))
            throw Libc.LastError(what);
    }

    private bool TrySetOption(int level, int name, int value) =>
        Libc.SetSocketOption(descriptor, level, name, value, Unsafe.SizeOf<int>()) == 0;

    private int GetOption(int name)
    {
        var length = Unsafe.SizeOf<int>();
        return Libc.GetSocketOption(descriptor, Libc.SocketLevel, name, out var value, ref length) == 0
            ? value
            : throw Libc.LastError("getsockopt");
    }
}
