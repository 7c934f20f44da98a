using System.Runtime.InteropServices;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Transport;

/// <summary>Makes a record of a message's body; null if the message is about something else.</summary>
internal delegate T? MessageParser<out T>(ReadOnlySpan<byte> body) where T : class;

/// <summary>Sends one request that reads, and collects what the kernel answers.</summary>
internal sealed class QueryExchange(NetlinkSocket socket)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads once.</summary>
    /// <param name="what">What is read, for errors.</param>
    /// <param name="type">The RTM_GET type.</param>
    /// <param name="flags">Dump, for all objects; acknowledge, for one.</param>
    /// <param name="body">The request after its netlink header.</param>
    /// <param name="parse">Makes a record of each answer.</param>
    /// <param name="sequence">The number of the request.</param>
    /// <param name="found">What was found.</param>
    /// <returns>Whether the answer is whole and consistent; false if the objects changed under way, and it must be read again.</returns>
    /// <exception cref="NetlinkException">The kernel refused, or its answer could not be understood.</exception>
    public bool TryRead<T>(
        string what, MessageType type, MessageFlags flags, ReadOnlySpan<byte> body, MessageParser<T> parse, uint sequence, out List<T> found)
        where T : class
    {
        found = [];
        Send(what, type, flags, body, sequence);

        // The answer is read to its end in any case: the socket takes no second dump before.
        var consistent = true;
        NetlinkException? failure = null;
        while (true)
        {
            var status = socket.Receive(out var received);
            if (status == ReceiveStatus.Lost)
            {
                consistent = false;
                continue;
            }

            if (status == ReceiveStatus.Empty)
            {
                if (!consistent || failure is not null || !socket.WaitReadable(AnswerTimeout))
                    return consistent ? throw failure ?? TimedOut(what) : false;
                continue;
            }

            try
            {
                if (!Take(what, received, (MessageType)(type - 2), parse, sequence, found, ref consistent))
                    continue;
            }
            catch (NetlinkException e)
            {
                failure ??= e;
                continue;
            }

            return failure is null ? consistent : throw failure;
        }
    }

    /// <summary>Takes what belongs to the answer out of a datagram.</summary>
    /// <returns>Whether the datagram ends the answer.</returns>
    private bool Take<T>(
        string what,
        ReadOnlySpan<byte> datagram,
        MessageType wanted,
        MessageParser<T> parse,
        uint sequence,
        List<T> found,
        ref bool consistent)
        where T : class
    {
        var done = false;
        for (var messages = new MessageReader(datagram); messages.MoveNext();)
        {
            var header = messages.Header;
            if (header.Sequence != sequence || header.PortId != socket.PortId)
                continue;

            consistent &= !header.Flags.HasFlag(MessageFlags.DumpInterrupted);
            switch (header.Type)
            {
                case MessageType.Error:
                    ThrowIfFailed(what, Acknowledgement.Parse(header, messages.Body));
                    done = true;
                    break;
                case MessageType.Done:
                    ThrowIfFailed(what, Acknowledgement.ParseDone(header, messages.Body));
                    done = true;
                    break;
                case var type when type == wanted:
                    if (parse(messages.Body) is { } item)
                        found.Add(item);
                    break;
            }
        }

        return done;
    }

    private void Send(string what, MessageType type, MessageFlags flags, ReadOnlySpan<byte> body, uint sequence)
    {
        var datagram = new byte[MessageHeader.Size + body.Length];
        MemoryMarshal.Write(
            datagram.AsSpan(), new MessageHeader((uint)datagram.Length, type, flags | MessageFlags.Request, sequence, socket.PortId));
        body.CopyTo(datagram.AsSpan(MessageHeader.Size));
        if (socket.Send(datagram) is var errno and not Errno.None)
            throw new NetlinkException(what, new NetlinkError(errno));
    }

    private static void ThrowIfFailed(string what, Acknowledgement acknowledgement)
    {
        if (acknowledgement.Error is { } error)
            throw new NetlinkException(what, error);
    }

    private static NetlinkException TimedOut(string what) => new(what, new NetlinkError(Errno.ETIMEDOUT, "the kernel did not answer"));
}
