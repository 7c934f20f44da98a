namespace ActorNet.Netlink.Wire;

/// <summary>
/// The flags of a message, from <c>linux/netlink.h</c>. Those from 0x100 on mean something else for each kind of message.
/// </summary>
[Flags]
internal enum MessageFlags : ushort
{
    None = 0,
    Request = 0x1,
    Multi = 0x2,
    Ack = 0x4,
    DumpInterrupted = 0x10,

    // On a request that reads.
    Dump = 0x300,

    // On a request that changes, and on the notification of the change.
    Replace = 0x100,
    Exclusive = 0x200,
    Create = 0x400,
    Append = 0x800,
}
