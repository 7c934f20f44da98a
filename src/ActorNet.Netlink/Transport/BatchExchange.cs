using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Transport;

/// <summary>
/// Sends one datagram of requests and matches the acknowledgements to them. The kernel carries the requests out one after the other,
/// whatever becomes of those before, and acknowledges each.
/// </summary>
internal sealed class BatchExchange(NetlinkSocket socket)
{
    // One send is one hold of the kernel's routing lock, and well below the default send buffer of 208 KiB.
    private const int MaximumDatagram = 64 * 1024;

    // An acknowledgement takes 832 bytes of the receive buffer, one with a long extended message below 2 KiB.
    private const int AcknowledgementCost = 2048;

    private readonly byte[] datagram = new byte[MaximumDatagram];
    private readonly int maximumRequests = Math.Max(1, socket.ReceiveBuffer / AcknowledgementCost);

    /// <summary>Carries out as many of the requests as fit one datagram, at least one.</summary>
    /// <param name="requests">The requests that are left.</param>
    /// <returns>The results of the first requests, in order.</returns>
    public NetlinkResult[] Execute(ReadOnlySpan<NetlinkRequest> requests)
    {
        var sequence = socket.Sequence;
        var (count, length) = Fill(requests);
        if (count == 0)
            return [new NetlinkResult(requests[0], new NetlinkError(Errno.EMSGSIZE, $"more than {MaximumDatagram} bytes"))];

        var sent = requests[..count];
        var results = new NetlinkResult?[count];
        var failure = socket.Send(datagram.AsSpan(0, length)) is var errno and not Errno.None
            ? new NetlinkError(errno, "the request was not sent")
            : Collect(sent, sequence, results);

        var all = new NetlinkResult[count];
        for (var i = 0; i < count; i++)
            all[i] = results[i] ?? new NetlinkResult(sent[i], failure);
        return all;
    }

    private (int Count, int Length) Fill(ReadOnlySpan<NetlinkRequest> requests)
    {
        var count = 0;
        var length = 0;
        while (count < requests.Length && count < maximumRequests)
        {
            var request = requests[count];
            if (length + MessageHeader.Size + request.Body.Length > MaximumDatagram)
                break;

            length += Alignment.Up(socket.Write(datagram.AsSpan(length), request.Type, request.Flags, request.Body.Span));
            count++;
        }

        return (count, length);
    }

    /// <summary>Receives until every request is acknowledged.</summary>
    /// <returns>What to say of the requests that are not: they may have been carried out.</returns>
    private NetlinkError? Collect(ReadOnlySpan<NetlinkRequest> requests, uint sequence, Span<NetlinkResult?> results)
    {
        var waiting = requests.Length;
        var lost = false;
        while (waiting > 0)
        {
            switch (socket.Receive(out var received))
            {
                case ReceiveStatus.Received:
                    waiting -= Take(received, requests, sequence, results);
                    break;
                case ReceiveStatus.Lost:
                    lost = true;
                    break;
                case ReceiveStatus.Empty when lost:
                    return new NetlinkError(Errno.ENOBUFS, "the acknowledgement was lost: the request may have been carried out");
                case ReceiveStatus.Empty when !socket.WaitForAnswer():
                    return new NetlinkError(Errno.ETIMEDOUT, "no acknowledgement came: the request may have been carried out");
            }
        }

        return null;
    }

    /// <summary>Takes the acknowledgements of these requests, and no other, out of a datagram.</summary>
    /// <returns>How many requests have a result that had none.</returns>
    private int Take(ReadOnlySpan<byte> received, ReadOnlySpan<NetlinkRequest> requests, uint sequence, Span<NetlinkResult?> results)
    {
        var taken = 0;
        for (var messages = new MessageReader(received); messages.MoveNext();)
        {
            var header = messages.Header;
            var index = header.Sequence - sequence;
            if (header.Type != MessageType.Error || header.PortId != socket.PortId || index >= (uint)requests.Length)
                continue;

            var (error, warning) = Acknowledgement.Parse(header, messages.Body);
            ref var result = ref results[(int)index];
            taken += result is null ? 1 : 0;
            result = new NetlinkResult(requests[(int)index], error, warning);
        }

        return taken;
    }
}
