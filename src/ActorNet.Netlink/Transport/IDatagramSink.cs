namespace ActorNet.Netlink.Transport;

/// <summary>Takes what a <see cref="SocketListener"/> hears, on the listener's thread.</summary>
internal interface IDatagramSink
{
    /// <summary>Takes what the kernel has sent; it is valid until this returns.</summary>
    /// <exception cref="OperationCanceledException">It waited, and the listener stops.</exception>
    void Take(ReadOnlySpan<byte> datagram, CancellationToken stopping);

    /// <summary>Something was lost, and what was left in the socket was dropped: it is older than what was lost, and who lists anew would take it for newer.</summary>
    /// <exception cref="OperationCanceledException">It waited, and the listener stops.</exception>
    void NoteLoss(CancellationToken stopping);

    /// <summary>Nothing comes any more. <paramref name="failure"/> is null where the listener was disposed.</summary>
    void End(Exception? failure);
}
