using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Transport;

/// <summary>Sends one request that reads, and collects what the kernel answers.</summary>
internal sealed class QueryExchange(NetlinkSocket socket)
{
    /// <summary>Reads once.</summary>
    /// <param name="query">What to read.</param>
    /// <param name="flags">Dump, for all objects; acknowledge, for one.</param>
    /// <param name="found">What was found.</param>
    /// <returns>Whether that is whole and consistent; false if the objects changed under way, and must be read again.</returns>
    /// <exception cref="NetlinkException">The kernel refused, or its answer could not be understood.</exception>
    public bool TryRead<T>(Query<T> query, MessageFlags flags, out List<T> found) where T : class
    {
        found = [];
        var sequence = Send(query, flags);

        // The answer is read to its end whatever is wrong with it: the socket takes no second dump before.
        var answer = new Answer<T>(query, sequence, found);
        NetlinkException? failure = null;
        var lost = false;
        while (!answer.Ended)
        {
            switch (socket.Receive(out var datagram))
            {
                case ReceiveStatus.Received:
                    try
                    {
                        Take(datagram, ref answer);
                    }
                    catch (NetlinkException e)
                    {
                        failure ??= e;
                    }

                    break;
                case ReceiveStatus.Lost:
                    lost = true;
                    break;
                case ReceiveStatus.Empty when lost || failure is not null:
                    answer.Ended = true;
                    break;
                case ReceiveStatus.Empty when !socket.WaitForAnswer():
                    throw new NetlinkException(query.What, new NetlinkError(Errno.ETIMEDOUT, "the kernel did not answer"));
            }
        }

        return failure is null ? !lost && !answer.Interrupted : throw failure;
    }

    private void Take<T>(ReadOnlySpan<byte> datagram, ref Answer<T> answer) where T : class
    {
        for (var messages = new MessageReader(datagram); messages.MoveNext();)
        {
            var header = messages.Header;
            if (header.Sequence == answer.Sequence && header.PortId == socket.PortId)
                answer.Take(header, messages.Body);
        }
    }

    private uint Send<T>(Query<T> query, MessageFlags flags) where T : class
    {
        var sequence = socket.Sequence;
        var datagram = new byte[MessageHeader.Size + query.Body.Length];
        socket.Write(datagram, query.Type, flags | MessageFlags.Request, query.Body.Span);
        var errno = socket.Send(datagram);
        return errno == Errno.None ? sequence : throw new NetlinkException(query.What, new NetlinkError(errno));
    }

    /// <summary>What has come of an answer so far.</summary>
    private struct Answer<T>(Query<T> query, uint sequence, List<T> found) where T : class
    {
        public readonly uint Sequence => sequence;

        public bool Ended { get; set; }

        /// <summary>The kernel says that the objects changed while it listed them: some may be missing, or there twice.</summary>
        public bool Interrupted { get; private set; }

        public void Take(MessageHeader header, ReadOnlySpan<byte> body)
        {
            Interrupted |= header.Flags.HasFlag(MessageFlags.DumpInterrupted);
            if (header.Type == query.AnswerType)
            {
                if (query.Parse(body) is { } item)
                    found.Add(item);
            }
            else if (header.Type is MessageType.Done or MessageType.Error)
            {
                Ended = true;
                var end = header.Type == MessageType.Done ? Acknowledgement.ParseDone(header, body) : Acknowledgement.Parse(header, body);
                if (end.Error is { } error)
                    throw new NetlinkException(query.What, error);
            }
        }
    }
}
