using System.Runtime.InteropServices;
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

    // The kernel answers before send returns, so this only ends the wait for an acknowledgement that it failed to make.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly byte[] datagram = new byte[MaximumDatagram];
    private readonly int maximumRequests = Math.Max(1, socket.ReceiveBuffer / AcknowledgementCost);

    /// <summary>Carries out as many of the requests as fit one datagram, at least one.</summary>
    /// <param name="requests">The requests that are left.</param>
    /// <param name="sequence">The number of the first; the others follow.</param>
    /// <returns>The results of the first requests, in order.</returns>
    public NetlinkResult[] Execute(ReadOnlySpan<NetlinkRequest> requests, uint sequence)
    {
        var (count, length) = Fill(requests, sequence);
        if (count == 0)
            return [new NetlinkResult(requests[0], new NetlinkError(Errno.EMSGSIZE, $"the request is larger than {MaximumDatagram} bytes"))];

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

    private (int Count, int Length) Fill(ReadOnlySpan<NetlinkRequest> requests, uint sequence)
    {
        var count = 0;
        var length = 0;
        while (count < requests.Length && count < maximumRequests)
        {
            var request = requests[count];
            var size = MessageHeader.Size + request.Body.Length;
            if (length + size > MaximumDatagram)
                break;

            var header = new MessageHeader((uint)size, request.Type, request.Flags, sequence + (uint)count, socket.PortId);
            MemoryMarshal.Write(datagram.AsSpan(length), header);
            request.Body.Span.CopyTo(datagram.AsSpan(length + MessageHeader.Size));
            length += Alignment.Up(size);
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
                    for (var messages = new MessageReader(received); messages.MoveNext();)
                    {
                        var header = messages.Header;
                        var index = header.Sequence - sequence;
                        if (header.Type != MessageType.Error || header.PortId != socket.PortId || index >= (uint)requests.Length)
                            continue;
                        if (results[(int)index] is null)
                            waiting--;
                        var (error, warning) = Acknowledgement.Parse(header, messages.Body);
                        results[(int)index] = new NetlinkResult(requests[(int)index], error, warning);
                    }

                    break;
                case ReceiveStatus.Lost:
                    lost = true;
                    break;
                case ReceiveStatus.Empty when lost:
                    return new NetlinkError(Errno.ENOBUFS, "the acknowledgement was lost: the request may have been carried out");
                case ReceiveStatus.Empty when !socket.WaitReadable(AnswerTimeout):
                    return new NetlinkError(Errno.ETIMEDOUT, "no acknowledgement came: the request may have been carried out");
            }
        }

        return null;
    }
}
