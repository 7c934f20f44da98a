namespace ActorNet.Netlink.Transport;

/// <summary>What came of an attempt to receive.</summary>
internal enum ReceiveStatus
{
    /// <summary>A datagram.</summary>
    Received,

    /// <summary>Nothing is waiting.</summary>
    Empty,

    /// <summary>The kernel dropped messages because the socket's buffer was full (ENOBUFS), or one was too long for ours.</summary>
    Lost,
}
