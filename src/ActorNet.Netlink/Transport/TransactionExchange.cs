using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Transport;

/// <summary>
/// Sends requests to nf_tables between NFNL_MSG_BATCH_BEGIN and NFNL_MSG_BATCH_END (<c>linux/netfilter/nfnetlink.h</c>): all of them are carried out, or none.
/// </summary>
internal sealed class TransactionExchange(NetlinkSocket socket)
{
    private const string What = "nft transaction";

    // What the kernel allots for the data of one message.
    private const int MaximumDatagram = 16 * 1024 * 1024;

    // Besides the data the send buffer has to hold the kernel's own record of it.
    private const int SendBufferShare = 2;
    private const int InitialSendBuffer = 128 * 1024;

    private int sendBuffer = InitialSendBuffer;

    /// <summary>Carries the requests out.</summary>
    /// <exception cref="NetlinkException">They were not carried out; after ENOBUFS or ETIMEDOUT they may have been.</exception>
    public void Commit(ReadOnlySpan<NetlinkRequest> requests)
    {
        var datagram = new byte[LengthOf(requests)];
        var first = socket.Sequence;
        Fill(datagram, requests);
        if (datagram.Length > sendBuffer)
            socket.GrowSendBuffer(sendBuffer = SendBufferShare * datagram.Length);

        if (socket.Send(datagram) is var errno and not Errno.None)
            throw new NetlinkException(What, new NetlinkError(errno, "the transaction was not sent"));
        Collect(requests, first);
    }

    private static int LengthOf(ReadOnlySpan<NetlinkRequest> requests)
    {
        var length = 2L * (MessageHeader.Size + sizeof(uint));
        foreach (var request in requests)
            length += MessageHeader.Size + Alignment.Up(request.Body.Length);
        return length <= MaximumDatagram
            ? (int)length
            : throw new NetlinkException(What, new NetlinkError(Errno.EMSGSIZE, $"{length} bytes, more than {MaximumDatagram}"));
    }

    private void Fill(Span<byte> datagram, ReadOnlySpan<NetlinkRequest> requests)
    {
        var batch = new MessageWriter().Struct(NftHeader.ForBatch()).ToBody().Span;
        var length = socket.Write(datagram, NftMessageType.BatchBegin, MessageFlags.Request, batch);
        foreach (var request in requests)
            length += Alignment.Up(socket.Write(datagram[length..], request.Type, request.Flags, request.Body.Span));
        socket.Write(datagram[length..], NftMessageType.BatchEnd, MessageFlags.Request, batch);
    }

    /// <summary>
    /// Takes all answers. The kernel has made them before send returned: a refusal carries the number of its request, that of the whole transaction the number of its
    /// beginning, and without a refusal it was carried out.
    /// </summary>
    private void Collect(ReadOnlySpan<NetlinkRequest> requests, uint first)
    {
        var acknowledged = 0;
        NetlinkException? refusal = null;
        var lost = false;
        while (true)
        {
            switch (socket.Receive(out var received))
            {
                case ReceiveStatus.Received:
                    for (var messages = new MessageReader(received); messages.MoveNext();)
                    {
                        var header = messages.Header;
                        var index = header.Sequence - first;
                        if (header.Type != MessageType.Error || header.PortId != socket.PortId || index > (uint)requests.Length)
                            continue;

                        acknowledged++;
                        if (Acknowledgement.Parse(header, messages.Body).Error is { } error)
                            refusal ??= index == 0 ? new NetlinkException(What, error) : new NetlinkException(requests[(int)index - 1], error);
                    }

                    break;
                case ReceiveStatus.Lost:
                    lost = true;
                    break;
                case ReceiveStatus.Empty when refusal is not null:
                    throw refusal;
                case ReceiveStatus.Empty when lost:
                    throw new NetlinkException(What, new NetlinkError(Errno.ENOBUFS, "acknowledgements were lost: it may have been carried out"));
                case ReceiveStatus.Empty when acknowledged >= requests.Length:
                    return;
                case ReceiveStatus.Empty when !socket.WaitForAnswer():
                    throw new NetlinkException(What, new NetlinkError(Errno.ETIMEDOUT, "no acknowledgement came: it may have been carried out"));
            }
        }
    }
}
