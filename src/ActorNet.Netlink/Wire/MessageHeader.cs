using System.Runtime.InteropServices;

namespace ActorNet.Netlink.Wire;

/// <summary><c>struct nlmsghdr</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MessageHeader(uint Length, MessageType Type, MessageFlags Flags, uint Sequence, uint PortId)
{
    public const int Size = 16;
}
